#include "formats/serde/line_reader.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::formats {
namespace {

// Gives its bytes a few at a time.
class SlowBytes final : public ByteSource {
 public:
  SlowBytes(std::string bytes, size_t step) : bytes_(std::move(bytes)), step_(step) {}
  Result<size_t> Read(char* out, size_t size) override {
    size_t count = bytes_.copy(out, std::min(size, step_), at_);
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  size_t step_;
  size_t at_ = 0;
};

using Texts = std::vector<std::string>;

Texts ReadLines(const std::string& bytes, const LineOptions& options, size_t step = 1 << 20, size_t count = 1000) {
  auto from = static_cast<size_t>(options.begin > 0 ? options.begin - 1 : 0);
  LineReader reader(std::make_unique<SlowBytes>(bytes.substr(from), step), options);
  Texts texts;
  while (true) {
    auto lines = reader.Next(count);
    EXPECT_THAT(lines, IsOk());
    if (!lines.ok() || lines->empty()) return texts;
    for (auto line : *lines) texts.emplace_back(line);
  }
}

constexpr const char* kMixed = "a\nb\r\nc\rd\n\ne\r\rf\n\rg\r\n\r\nlast";

TEST(LineReaderTest, TakesEveryLineEndWhateverTheReadsAreLike) {
  Texts expected = {"a", "b", "c", "d", "", "e", "", "f", "", "g", "", "last"};
  for (size_t step = 1; step < 8; ++step) {
    for (size_t count : {1u, 3u, 100u}) EXPECT_EQ(ReadLines(kMixed, {}, step, count), expected) << step;
  }
}

TEST(LineReaderTest, ALineEndAtTheEndMakesNoFurtherLine) {
  for (const char* bytes : {"a\nb\n", "a\nb\r", "a\nb\r\n", "a\nb"}) {
    EXPECT_EQ(ReadLines(bytes, {}, 1), (Texts{"a", "b"})) << bytes;
  }
  EXPECT_EQ(ReadLines("\n", {}), Texts{""});
  EXPECT_EQ(ReadLines("", {}), Texts{});
}

TEST(LineReaderTest, PartsOfAFileGiveEachLineOnce) {
  std::string bytes = kMixed;
  auto whole = ReadLines(bytes, {});
  for (size_t first = 0; first <= bytes.size(); ++first) {
    for (size_t second = first; second <= bytes.size(); ++second) {
      Texts texts;
      size_t ends[] = {first, second, bytes.size() + 1};
      int64_t begin = 0;
      for (size_t end : ends) {
        if (static_cast<int64_t>(end) > begin || begin == 0) {
          auto part = ReadLines(bytes, {.begin = begin, .end = static_cast<int64_t>(end)}, 3);
          texts.insert(texts.end(), part.begin(), part.end());
        }
        begin = static_cast<int64_t>(end);
      }
      EXPECT_EQ(texts, whole) << first << " " << second;
    }
  }
}

TEST(LineReaderTest, LeavesOutFirstAndLastLines) {
  EXPECT_EQ(ReadLines("h\n1\n2\n3\nf1\nf2\n", {.skip_first = 1, .skip_last = 2}, 2, 1), (Texts{"1", "2", "3"}));
  EXPECT_EQ(ReadLines("h\n1\nf\n", {.skip_first = 5}), Texts{});
  EXPECT_EQ(ReadLines("1\n2\n", {.skip_last = 5}), Texts{});
  EXPECT_EQ(ReadLines("h\nf\n", {.skip_first = 1, .skip_last = 1}, 1), Texts{});
}

TEST(LineReaderTest, LinesLongerThanTheBufferAreWhole) {
  std::string longest(5 << 20, 'x');
  EXPECT_EQ(ReadLines("a\n" + longest + "\nb", {}), (Texts{"a", longest, "b"}));
}

TEST(LineReaderTest, ALineWithoutAnEndIsAnErrorNotAllMemory) {
  LineReader reader(std::make_unique<SlowBytes>(std::string(LineReader::kMaxLine + (2 << 20), 'x'), 1 << 20), {});
  EXPECT_THAT(reader.Next(1), FailsWith(ErrorKind::kCorruptData));
}

TEST(LineReaderTest, KnowsWhereTheNextLineBegins) {
  LineReader reader(std::make_unique<SlowBytes>("header\nrow\n", 4), {.skip_first = 1});
  EXPECT_THAT(reader.Next(0), IsOk());
  EXPECT_EQ(reader.position(), 7);
}

}  // namespace
}  // namespace lakeport::formats
