import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Layers, lowest last: a file may import its own layer and those below it. */
const layers = ["pages", "components", "services", "api", "lib"];

const direction = layers.map((layer, depth) => ({
  files: [`src/${layer}/**/*.{ts,tsx}`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          ...layers.slice(0, depth).map((above) => ({
            group: [`@/${above}/*`, `@/${above}`],
            message: `${layer} may not import ${above}: pages > components > services > api > lib.`,
          })),
          ...(layer === "pages"
            ? [{ group: ["@/pages/*"], message: "No page imports another; share a component." }]
            : []),
          { group: ["@/router", "@/main"], message: "Nothing imports the entry." },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ["dist", "coverage/**", "test-results", "playwright-report", "src/api/schema.gen.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  jsxA11y.flatConfigs.strict,
  reactHooks.configs.flat["recommended-latest"],
  {
    languageOptions: { globals: { ...globals.browser } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Named exports only." },
      ],
      "no-console": "error",
      // The React Compiler is not used; TanStack Table and Virtual are safe without it.
      "react-hooks/incompatible-library": "off",
    },
  },
  {
    files: ["*.config.{ts,js}", "scripts/**", "e2e/**", "tests/**"],
    languageOptions: { globals: { ...globals.node } },
    rules: { "no-restricted-syntax": "off", "no-console": "off" },
  },
  { files: ["public/**"], languageOptions: { sourceType: "script" } },
  ...direction,
);
