import type { components, paths } from "./schema.gen";

type Schemas = components["schemas"];

export type Meta = Schemas["Meta"];
export type User = Schemas["UserAnswer"];
export type Me = Schemas["Me"];
export type Role = "admin" | "operator" | "viewer";
export type UserCreate = Schemas["NewUser"];
export type UserUpdate = Schemas["UserChange"];
export type Catalog = Schemas["Catalog"];
export type Dataset = Schemas["CatalogDataset"];
export type Field = Schemas["CatalogField"];
export type Facet = Schemas["FacetItem"];
export type Facets = Schemas["Facets"];
export type Change = Schemas["HistoryItem"];
export type Plan = paths["/api/query"]["post"]["requestBody"]["content"]["application/json"];
export type QueryAnswer = Schemas["QueryResult"];
export type SyncItem = Schemas["SyncSummary"];
export type SyncDetail = Schemas["SyncDetail"];
export type SyncStep = Schemas["SyncStepAnswer"];
export type SyncStatus = SyncItem["status"];
export type CoverageItem = Schemas["CoverageItem"];
export type Coverage = Schemas["CoverageAnswer"];
export type Account = Schemas["AccountAnswer"];
export type NewAccount = Schemas["NewAccount"];
export type AccountChange = Schemas["AccountChange"];
export type AccountTest = Schemas["AccountCheck"];
export type Schedule = Schemas["ScheduleAnswer"];
export type ScheduleWrite = Schemas["NewSchedule"];

export type UsagePeriod = Schemas["UsageItem"];
export type Session = Schemas["SessionItem"];
export type ExperienceDay = Schemas["ExperienceItem"];
export type BillingLine = Schemas["BillingItem"];
export type CostExplanation = Schemas["CostExplanation"];
export type ModeComparison = Schemas["ModeComparison"];
export type Reconciliation = Schemas["Reconciliation"];
export type EventItem = Schemas["EventItem"];
export type WorkspaceEvent = Schemas["WorkspaceEventItem"];
export type PastState = Schemas["PastState"];
export type Report = Schemas["ReportAnswer"];
export type ReportRequest =
  paths["/api/reports/generate"]["post"]["requestBody"]["content"]["application/json"];
export type Discovery = Schemas["Discovery"];
export type Overview = Schemas["Overview"];
export type Figure = Schemas["Figure"];
export type MonthForecast = Schemas["MonthForecast"];
export type Statement = Schemas["Statement"];
export type ChargebackLock = Schemas["LockAnswer"];
export type QuestionAnswer = Schemas["QuestionAnswer"];
export type ResultColumn = Schemas["ResultColumn"];
export type Recommendation = Schemas["RecommendationItem"];
export type RecommendationDetail = Schemas["RecommendationDetail"];
export type RecommendationSummary = Schemas["RecommendationSummary"];
export type Decision = Schemas["Decision"];
export type AdviceState = Recommendation["state"];
export type AdviceTotal = Schemas["app__schemas__recommendations__WhatIf"];
export type AdviceScript = Schemas["Script"];
export type Evidence = Schemas["EvidenceItem"];
export type ApiToken = Schemas["TokenAnswer"];
export type ApiTokenWrite = Schemas["NewToken"];
export type Capability = Schemas["Capability"];
export type Setting = Schemas["SettingDescription"];
export type ConfigChange = Schemas["ConfigChange"];
export type SystemStats = Schemas["Stats"];
export type ReportSchedule = Schemas["ReportScheduleAnswer"];
export type ReportScheduleWrite = Schemas["NewReportSchedule"];
export type Delivery = Schemas["DeliveryAnswer"];
export type AuditEntry = Schemas["AuditAnswer"];
export type SavedView = Schemas["ViewAnswer"];
export type SavedViewWrite = Schemas["NewView"];
export type SavedViewChange = Schemas["ViewChange"];

/** A row of any data set: which fields it has is the catalogue's business. */
export type Row = Record<string, unknown>;

export interface RowPage {
  items: Row[];
  total: number;
  total_exact: boolean;
  limit: number;
  offset: number;
  next_cursor?: string | null;
}
