import "@fontsource-variable/ibm-plex-sans/wght.css";
import "./app/styles";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { adoptTheme } from "./app/adopt_theme";
import { loadWords } from "./app/words";

adoptTheme();
loadWords();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
