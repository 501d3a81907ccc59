// A worker of its own: browsers slow down the timers of a hidden page to one a minute, and a dock
// that does not beat counts as gone. A worker's timers keep their pace.
setInterval(() => postMessage(null), 1000);
