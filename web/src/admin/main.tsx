import "../css/tokens.css";
