import type { AnyFact, CallView, ChatView, DockView } from "../wire";

/**
 * Carries a dock's view from before a fact to after it: the fact's fields, apart from the ids that
 * say whom it is about, are the new values of the view's fields of the same name. The floor has
 * the same rule (`dockline.domain.views.apply`), and both are held to the same recorded traces.
 *
 * The switch has no default: a fact that is added on the wire and forgotten here fails the build.
 */
export function apply(view: DockView, fact: AnyFact): DockView {
  switch (fact.type) {
    case "agent_signed_in":
      return isMe(view, fact.agent.agent_id) ? letGo({ ...view, me: fact.agent }) : view;
    case "agent_state_changed": {
      if (!isMe(view, fact.agent_id)) return view;
      const { type: _type, agent_id: _id, ...changed } = fact;
      return letGo({ ...view, me: { ...view.me, ...changed } });
    }
    case "agent_link_changed":
    case "agent_stood_by":
    case "agent_chats_changed": {
      if (!isMe(view, fact.agent_id)) return view;
      const { type: _type, agent_id: _id, ...changed } = fact;
      return { ...view, me: { ...view.me, ...changed } };
    }
    case "card_shown":
      return isMe(view, fact.agent_id) ? { ...view, card: fact.card } : view;
    case "card_gone":
      return isMe(view, fact.agent_id) ? { ...view, card: null } : view;
    case "call_started":
    case "call_offered":
      return { ...view, call: fact.call };
    case "call_taken":
      return { ...view, call: fact.call };
    case "call_handed_over": {
      if (!isMine(view, fact.call_id)) return { ...view, call: fact.call };
      const { type: _type, call_id: _id, call: _call, ...changed } = fact;
      return { ...view, call: { ...(view.call as CallView), ...changed } };
    }
    case "call_dialling":
    case "call_ringing":
    case "call_answered":
    case "call_held":
    case "call_resumed":
    case "agent_leg_changed":
    case "call_muted":
    case "digits_sent":
    case "digit_received":
    case "recording_changed":
    case "transfer_changed":
    case "call_noted":
    case "call_barged":
    case "queue_changed":
    case "call_ended": {
      if (!isMine(view, fact.call_id)) return view;
      const { type: _type, call_id: _id, ...changed } = fact;
      return { ...view, call: { ...(view.call as CallView), ...changed } };
    }
    // The dialer's own; a dock hears of a line when it becomes its call.
    case "line_dialled":
    case "line_ringing":
    case "line_listening":
    case "line_answered":
    case "line_machine":
    case "line_connected":
    case "line_abandoned":
    case "line_ended":
    // Of calls and chats that nobody has, and of those who listen: for boards.
    case "call_queued":
    case "chat_queued":
    case "monitor_changed":
    case "monitor_ended":
    // Why a dock rings no more; that it does is told by the agent's state.
    case "offer_ended":
      return view;
    case "chat_opened": {
      const others = view.chats.filter((one) => one.chat_id !== fact.chat_id);
      const mine = isMe(view, fact.agent_id) ? [...others, fact.chat] : others;
      return { ...view, chats: mine.sort(byAge) };
    }
    case "chat_returned":
    case "chat_closed":
      return { ...view, chats: view.chats.filter((one) => one.chat_id !== fact.chat_id) };
    case "chat_said": {
      const { type: _type, chat_id: _id, line, ...changed } = fact;
      return withChat(view, fact.chat_id, (chat) => ({
        ...chat,
        ...changed,
        lines: [...chat.lines, line].slice(-LINES_SHOWN),
      }));
    }
    case "chat_typing":
    case "chat_read":
    case "chat_visitor_here":
    case "chat_noted":
    case "chat_ended": {
      const { type: _type, chat_id: _id, ...changed } = fact;
      return withChat(view, fact.chat_id, (chat) => ({ ...chat, ...changed }));
    }
    case "engine_changed":
      return { ...view, engine_up: fact.engine_up };
    default:
      return neverSeen(fact);
  }
}

/** How many lines of a chat a view carries (`dockline.domain.chat`). */
const LINES_SHOWN = 500;

function byAge(one: ChatView, other: ChatView): number {
  return (
    one.started_at - other.started_at ||
    (one.chat_id < other.chat_id ? -1 : Number(one.chat_id > other.chat_id))
  );
}

function withChat(view: DockView, id: string, changed: (chat: ChatView) => ChatView): DockView {
  return { ...view, chats: view.chats.map((one) => (one.chat_id === id ? changed(one) : one)) };
}

/** A fact of a newer server: the page shows on what it knows, and a fresh snapshot mends it. */
function neverSeen(fact: never): never {
  throw new UnknownFact((fact as { type?: string }).type ?? "");
}

/** The server told a fact this page does not know: it was loaded before an upgrade. */
export class UnknownFact extends Error {
  constructor(readonly type: string) {
    super(`a fact of an unknown kind: ${type}`);
  }
}

function isMe(view: DockView, agentId: string): boolean {
  return view.me.agent_id === agentId;
}

function isMine(view: DockView, callId: string): boolean {
  return view.call !== null && view.call.call_id === callId;
}

/** The view's call is that of `me.call_id`; when the agent lets go of it, so does the view. */
function letGo(view: DockView): DockView {
  return view.call !== null && view.call.call_id !== view.me.call_id
    ? { ...view, call: null }
    : view;
}
