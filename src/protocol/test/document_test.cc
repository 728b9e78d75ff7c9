#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/source_tree.h"
#include "protocol/engine_event.h"
#include "protocol/exit_code.h"
#include "protocol/job_request.h"

namespace lakeport::protocol {
namespace {

std::string ReadDocument() { return ReadSourceFile("api/engine-protocol.md"); }

// The texts between ```<language> and ```.
std::vector<std::string> ListBlocks(const std::string& document, const std::string& language) {
  std::vector<std::string> blocks;
  std::string fence = "```" + language + "\n";
  for (size_t begin = document.find(fence); begin != std::string::npos; begin = document.find(fence, begin)) {
    begin += fence.size();
    blocks.push_back(document.substr(begin, document.find("```", begin) - begin));
  }
  return blocks;
}

TEST(EngineProtocolDocumentTest, ItsRequestsAreRequests) {
  auto blocks = ListBlocks(ReadDocument(), "json");
  EXPECT_EQ(blocks.size(), 2u);
  for (const auto& block : blocks) EXPECT_THAT(ParseJobRequestText(block, "example"), IsOk()) << block;
}

TEST(EngineProtocolDocumentTest, ItsLinesAreEventsOfEveryKindAsThisVersionWritesThem) {
  auto blocks = ListBlocks(ReadDocument(), "jsonl");
  ASSERT_EQ(blocks.size(), 1u);
  std::stringstream lines(blocks[0]);
  std::vector<bool> seen(std::variant_size_v<EngineEvent>);
  for (std::string line; std::getline(lines, line);) {
    auto json = ParseJson(line, "example");
    ASSERT_THAT(json, IsOk()) << line;
    auto event = ParseEngineEvent(*json);
    ASSERT_THAT(event, IsOk()) << line;
    seen[event->index()] = true;
    EXPECT_EQ(FormatEngineEvent(*event, *ParseTimestamp(*GetString(*json, "at"))), line);
  }
  for (size_t i = 0; i < seen.size(); ++i) EXPECT_TRUE(seen[i]) << "no example of event " << i;
}

TEST(EngineProtocolDocumentTest, ItsExitCodesAreOurs) {
  std::string document = ReadDocument();
  std::regex row("\n\\| (\\d+) \\| ([^|]+) \\|");
  int rows = 0;
  for (std::sregex_iterator it(document.begin(), document.end(), row), end; it != end; ++it, ++rows) {
    auto code = FindExitCode(std::stoi((*it)[1]));
    ASSERT_TRUE(code.has_value()) << (*it)[1];
    EXPECT_EQ(ToString(*code), (*it)[2].str());
  }
  EXPECT_EQ(rows, 7);
}

}  // namespace
}  // namespace lakeport::protocol
