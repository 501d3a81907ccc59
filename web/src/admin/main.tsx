import { render } from "preact";
import { readPreferences } from "../app/kept";
import { App } from "./app";
import "./css/page.css";
import { Router } from "./router";
import { Session } from "./session";

const { theme } = readPreferences(localStorage);
if (theme !== "system") document.documentElement.dataset["theme"] = theme;

const root = document.getElementById("app");
if (!root) throw new Error("the page has no place for the admin pages");
const session = new Session();
render(<App session={session} router={new Router()} />, root);
void session.begin();
