// The server has the answers of this draft: the copy in the tab is removed.
import { keeper } from "../lib/draft.js";

const { draftKept, user } = document.querySelector("[data-draft-kept]").dataset;
keeper(sessionStorage, draftKept, user).drop();
