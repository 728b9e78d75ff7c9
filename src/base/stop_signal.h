#pragma once

#include <stop_token>

namespace lakeport {

// Makes SIGINT and SIGTERM ask for a stop, once: the returned token is then told. A second signal ends the process at
// once, as if nothing were caught. To be called once, by main, before threads are started; children get the default
// behaviour back when they exec.
std::stop_token StopOnSignals();

}  // namespace lakeport
