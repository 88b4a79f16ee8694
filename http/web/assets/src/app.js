import htmx from "htmx.org";
import "./keys.js";
import "./menus.js";
import "./forms.js";
import "./progress.js";
import "./operations.js";
import "./mapping.js";
import "./life.js";
import "./palette.js";
import "./retry.js";
import "./tabs.js";
import { begin } from "./association.js";
import { enhance } from "./picker.js";

window.htmx = htmx;
const each = (element) => {
  enhance(element);
  begin(element);
};
each(document);
htmx.onLoad(each);
