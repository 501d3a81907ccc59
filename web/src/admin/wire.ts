// Made by tools/wire_types.py from the Python structs of the admin pages' wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

export interface AgentHandling {
  readonly agent_id: string;
  readonly login: string;
  readonly name: string;
  readonly total: Handling;
}

/**
 * One agent's time; the states are those of the timeline, and ``chatting``: ready, with
 * chats.
 */
export interface AgentTime {
  readonly agent_id: string;
  readonly login: string;
  readonly name: string;
  readonly teams: readonly string[];
  readonly signed_in_seconds: number;
  readonly states: Readonly<Record<string, number>>;
  readonly pauses: Readonly<Record<string, number>>;
  readonly occupancy: number | null;
  readonly calls: number;
  readonly answered: number;
}

export interface AgentsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: AgentsTold;
}

export interface AgentsTold {
  readonly agents: readonly AgentTime[];
}

export interface AttemptRow {
  readonly attempt_id: string;
  readonly call_id: string;
  readonly campaign_id: string;
  readonly campaign: string;
  readonly agent_name: string;
  readonly dialled_at: number;
  readonly outcome: string;
  readonly judged: string;
  readonly disposition: string;
}

export interface AttemptsBy {
  readonly key: string;
  readonly name: string;
  readonly attempts: number;
}

/** What an agent may be given beside what they have. */
export interface Blending {
  readonly calls_while_chatting: boolean;
  readonly chats_while_talking: boolean;
}

export interface CallChoice {
  readonly id: string;
  readonly name: string;
}

/** What calls may be searched by. */
export interface CallChoices {
  readonly success: boolean;
  readonly teams: readonly CallChoice[];
  readonly agents: readonly CallChoice[];
  readonly dispositions: readonly string[];
}

/** How many calls there were, and how those fared that came in. */
export interface CallCounts {
  readonly calls: number;
  readonly inbound: number;
  readonly outbound: number;
  readonly reached: number;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly turned_away: number;
  readonly called_back: number;
  readonly missed: number;
}

/** One recording of a call. */
export interface CallFile {
  readonly place: number;
  readonly there: boolean;
}

/** The lead a call was made for. */
export interface CallLead {
  readonly lead_id: string;
  readonly campaign_id: string;
  readonly campaign: string;
  readonly external_id: string;
  readonly state: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface CallPage {
  readonly success: boolean;
  readonly calls: readonly CallRow[];
  readonly next: string;
  readonly total: number | null;
  readonly total_more: boolean;
}

export interface CallRow {
  readonly call_id: string;
  readonly kind: string;
  readonly direction: string;
  readonly agent_id: string;
  readonly agent_name: string;
  readonly agent_login: string;
  readonly team: string;
  readonly number: string;
  readonly caller_id: string;
  readonly started_at: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly wait_seconds: number | null;
  readonly talk_seconds: number;
  readonly hold_seconds: number;
  readonly outcome: string;
  readonly ended_by: string;
  readonly cause: string;
  readonly disposition: string;
  readonly note: string;
  readonly recorded: boolean;
}

/** What an agent was in a call. */
export interface CallStateRow {
  readonly agent_id: string;
  readonly agent_name: string;
  readonly state: string;
  readonly begins_at: number;
  readonly ends_at: number | null;
}

/** All that is kept of a call. */
export interface CallWhole {
  readonly success: boolean;
  readonly call: CallRow;
  readonly ringing_at: number | null;
  readonly sip_status: number | null;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly states: readonly CallStateRow[];
  readonly lead: CallLead | null;
  readonly attempts: readonly AttemptRow[];
  readonly recordings: readonly CallFile[];
  readonly deleted: RecordingEnd | null;
}

export interface CallsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: CallsTold;
}

export interface CallsTold {
  readonly total: CallCounts;
  readonly by_bucket: readonly CallCounts[];
  readonly teams: readonly TeamCalls[];
}

export interface CampaignCap {
  readonly campaign_id: string;
  readonly campaign: string;
  readonly team: string;
  readonly cap: number;
  readonly window_hours: number;
  readonly points: readonly CapPoint[];
}

export interface CampaignOutcome {
  readonly campaign_id: string;
  readonly campaign: string;
  readonly team: string;
  readonly total: Tries;
  readonly connect_rate: number | null;
  readonly outcomes: readonly AttemptsBy[];
  readonly dispositions: readonly AttemptsBy[];
  readonly finished: readonly LeadsBy[];
  readonly by_bucket: readonly Tries[];
  readonly by_hour: readonly Tries[];
}

export interface CampaignsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: CampaignsTold;
}

export interface CampaignsTold {
  readonly campaigns: readonly CampaignOutcome[];
}

/** At the end of a bucket, or now. */
export interface CapPoint {
  readonly at: number;
  readonly answers: number;
  readonly abandons: number;
  readonly window_answers: number;
  readonly window_abandons: number;
  readonly share: number;
}

export interface CapsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: CapsTold;
}

export interface CapsTold {
  readonly campaigns: readonly CampaignCap[];
}

export interface ChatCounts {
  readonly chats: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly in_time: number;
  readonly level: number | null;
  readonly wait_seconds: number | null;
  readonly longest_seconds: number;
  readonly duration_seconds: number | null;
}

/** What visitors may do. */
export interface ChatPolicy {
  readonly origins: readonly string[];
  readonly chats_per_address: number;
  readonly lines_per_minute: number;
  readonly attachments: boolean;
  readonly attachment_bytes: number;
  readonly attachment_types: readonly string[];
  readonly webhook_private: boolean;
}

export interface ChatsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: ChatsTold;
}

export interface ChatsTold {
  readonly total: ChatCounts;
  readonly by_bucket: readonly ChatCounts[];
  readonly teams: readonly TeamChats[];
}

/** Who may use make_call without a token (api.md). */
export interface ClickToCall {
  readonly policy: "network" | "open" | "token";
  readonly networks: readonly string[];
}

export interface DayOfAgent {
  readonly agent_id: string;
  readonly login: string;
  readonly name: string;
  readonly segments: readonly DaySegment[];
}

export interface DaySegment {
  readonly state: string;
  readonly pause_reason: string;
  readonly begins_at: number;
  readonly ends_at: number;
  readonly call_id: string;
  readonly chats: number;
}

/** Which numbers a space may dial at all (`dockline.domain.dialrules`): the toll-fraud guard. */
export interface DialPolicy {
  readonly countries: readonly string[];
  readonly blocked_prefixes: readonly string[];
  readonly allow_premium: boolean;
  readonly calls_per_minute: number;
  readonly agent_calls_per_minute: number;
  readonly address_calls_per_minute: number;
  readonly spend_cap: number;
  readonly minute_rates: Readonly<Record<string, number>>;
}

/** The body of every error answer, and of a call that was not made. */
export interface Failure {
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
}

/** What was worked on the calls that were answered. */
export interface Handling {
  readonly answered: number;
  readonly talk_seconds: number;
  readonly hold_seconds: number;
  readonly wrap_up_seconds: number;
  readonly handle_seconds: number | null;
}

export interface LeadsBy {
  readonly state: string;
  readonly leads: number;
}

/** Who asks, and what they may do in the space they act in. */
export interface Me {
  readonly success: boolean;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly operator: boolean;
  readonly rights: readonly string[];
  readonly cloud_id: string;
  readonly space_name: string;
  readonly time_zone: string;
  readonly own_cloud_id: string;
  readonly spaces: readonly SpaceName[];
}

/** POST /manage/api/spaces */
export interface NewSpace {
  readonly cloud_id: string;
  readonly name: string;
  readonly time_zone?: string;
  readonly default_country?: string;
}

/** A recording that was deleted. */
export interface RecordingEnd {
  readonly at: number;
  readonly actor: string;
  readonly files: number;
}

export interface RecordingGone {
  readonly success: boolean;
}

export interface ReportChoice {
  readonly id: string;
  readonly name: string;
}

/** What reports may be asked for. */
export interface ReportChoices {
  readonly success: boolean;
  readonly teams: readonly ReportChoice[];
  readonly campaigns: readonly ReportChoice[];
}

/** The time that is told of, cut into buckets. */
export interface ReportTime {
  readonly since: number;
  readonly until: number;
  readonly time_zone: string;
  readonly bucket: string;
  readonly edges: readonly number[];
  readonly as_of: number;
}

/** How long those who called had to wait. */
export interface ServiceFigures {
  readonly offered: number;
  readonly answered: number;
  readonly in_time: number;
  readonly lost: number;
  readonly level: number | null;
  readonly answer_seconds: number | null;
  readonly longest_seconds: number;
  readonly abandon_rate: number | null;
}

export interface ServiceReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: ServiceTold;
}

export interface ServiceTold {
  readonly total: ServiceFigures;
  readonly by_bucket: readonly ServiceFigures[];
  readonly teams: readonly TeamService[];
}

/** The space, as it is set now. */
export interface SettingsAnswer {
  readonly success: boolean;
  readonly cloud_id: string;
  readonly name: string;
  readonly settings: SpaceSettings;
  readonly usual: SpaceSettings;
}

/** PATCH /manage/api/settings: what is left out stays. */
export interface SettingsChange {
  readonly name?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface SpaceAnswer {
  readonly success: boolean;
  readonly space: SpaceRow;
}

export interface SpaceName {
  readonly cloud_id: string;
  readonly name: string;
}

/** PATCH /manage/api/spaces/{cloud_id} */
export interface SpaceRename {
  readonly name: string;
}

export interface SpaceRow {
  readonly cloud_id: string;
  readonly name: string;
  readonly users: number;
  readonly teams: number;
  readonly calls_today: number;
  readonly time_zone: string;
}

export interface SpaceSettings {
  readonly time_zone: string;
  readonly default_country: string;
  readonly caller_id: string;
  readonly caller_ids: readonly string[];
  readonly click_to_call: ClickToCall;
  readonly dial_policy: DialPolicy;
  readonly strip_seconds: number;
  readonly ring_seconds: number;
  readonly agent_ring_seconds: number;
  readonly transfer_ring_seconds: number;
  readonly rejoin_seconds: number;
  readonly dock_grace_seconds: number;
  readonly wrap_up_seconds: number;
  readonly recording: "always" | "off" | "on_demand";
  readonly blending: Blending;
  readonly chat: ChatPolicy;
  readonly pause_reasons: readonly string[];
  readonly dispositions: readonly string[];
}

/** Every space, by name. */
export interface SpacesAnswer {
  readonly success: boolean;
  readonly spaces: readonly SpaceRow[];
}

export interface TalkReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: TalkTold;
}

export interface TalkTold {
  readonly total: Handling;
  readonly by_bucket: readonly Handling[];
  readonly teams: readonly TeamHandling[];
  readonly agents: readonly AgentHandling[];
}

export interface TeamCalls {
  readonly team: string;
  readonly total: CallCounts;
  readonly by_bucket: readonly CallCounts[];
}

export interface TeamChats {
  readonly team: string;
  readonly target_seconds: number;
  readonly total: ChatCounts;
  readonly by_bucket: readonly ChatCounts[];
}

export interface TeamHandling {
  readonly team: string;
  readonly total: Handling;
}

export interface TeamService {
  readonly team: string;
  readonly target_seconds: number;
  readonly target_level: number;
  readonly total: ServiceFigures;
  readonly by_bucket: readonly ServiceFigures[];
}

/** Who was what, when, on one day. */
export interface TimelineReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly agents: readonly DayOfAgent[];
  readonly more: boolean;
}

export interface Tries {
  readonly attempts: number;
  readonly connected: number;
}
