#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "base/json.h"
#include "protocol/event_sink.h"

namespace lakeport::cli {

// Prints each event as one line of JSON and flushes, so that a reader sees it at once.
std::unique_ptr<protocol::EventSink> MakeJsonPrinter(std::ostream& out);

struct TextPrinterOptions {
  bool terminal = false;                                       // draw a progress bar that moves
  std::function<std::string(const Json& plan)> format_plan{};  // empty: the plan is not printed
};

// For people: the plan and a table of results on `out`; progress and messages on `messages`.
std::unique_ptr<protocol::EventSink> MakeTextPrinter(std::ostream& out, std::ostream& messages,
                                                     TextPrinterOptions options);

// "[######------]  52 %  14/28 files  3.6 of 7.1 MB": what a progress event looks like on a terminal.
std::string FormatProgress(const protocol::ProgressEvent& progress);

}  // namespace lakeport::cli
