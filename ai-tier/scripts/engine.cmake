# Included after each project(): the binding's own build switches the library of llama.cpp's tools on, two fifths of all
# compiling, and links nothing with it. A variable of the project goes before that switch, which is in the cache.
set(LLAMA_BUILD_COMMON OFF)
