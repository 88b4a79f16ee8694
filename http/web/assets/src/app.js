import htmx from "htmx.org";
import "./keys.js";
import "./menus.js";
import "./forms.js";
import "./progress.js";
import "./operations.js";
import "./mapping.js";
import { enhance } from "./picker.js";

window.htmx = htmx;
enhance(document);
htmx.onLoad((element) => enhance(element));
