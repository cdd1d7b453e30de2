/** Registers `<communique-chat>`; the class alone is in element.js. */

import { CommuniqueChat } from "./element.js";

if (!customElements.get("communique-chat")) customElements.define("communique-chat", CommuniqueChat);
