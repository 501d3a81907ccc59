/** The people of a space, however many. */
import type { Api } from "../api";
import type { UserList, UserRow } from "../wire";
import { USERS } from "./places";

/** As many as the server tells at once. */
const MOST = 500;

/** Those who are active, by name. Throws HttpFault. */
export async function everybodyActive(
  api: Pick<Api, "get">,
  stop: AbortSignal,
): Promise<readonly UserRow[]> {
  const found: UserRow[] = [];
  for (;;) {
    const query = { active: "1", limit: MOST, skip: found.length };
    const { users, total } = await api.get<UserList>(USERS, query, stop);
    found.push(...users);
    if (users.length === 0 || found.length >= total) return found;
  }
}
