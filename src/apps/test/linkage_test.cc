#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/subprocess.h"
#include "base/testing/matchers.h"
#include "base/testing/source_tree.h"

// The libraries of the pyarrow wheel export a libcrypto and a Thrift of their own, in versions that are not ours. A
// program in which one meets the other's caller crashes, sooner or later. The dynamic linker tells who meets whom.
namespace lakeport {
namespace {

struct Binding {
  std::string from;  // the file that uses the symbol
  std::string to;    // the file that it found it in
  std::string symbol;
};

// The words between `before` and the next space or quote.
std::string WordAfter(std::string_view line, std::string_view before) {
  auto at = line.find(before);
  if (at == std::string_view::npos) return {};
  auto word = line.substr(at + before.size());
  return std::string(word.substr(0, word.find_first_of(" '")));
}

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Who finds which symbol where when the program starts, lazy bindings included.
std::vector<Binding> Bindings() {
  std::vector<Binding> bindings;
  auto process = StartProcess({.argv = {ProgramPath("lakeport"), "--version"},
                               .standard_input = {},
                               .extra_environment = {{"LD_DEBUG", "bindings"}, {"LD_BIND_NOW", "1"}}});
  EXPECT_THAT(process, IsOk());
  if (!process.ok()) return bindings;
  auto exit = (*process)->Wait([](std::string_view) {},
                               [&](std::string_view line) {
                                 if (line.find("binding file ") == std::string_view::npos) return;
                                 bindings.push_back({FileName(WordAfter(line, "binding file ")),
                                                     FileName(WordAfter(line, " to ")), WordAfter(line, "symbol `")});
                               },
                               std::chrono::seconds(1), [] {});
  EXPECT_THAT(exit, IsOk());
  EXPECT_EQ(exit.ok() ? exit->code : -1, 0);
  return bindings;
}

bool IsOfWheel(const std::string& file) { return file.starts_with("libarrow") || file.starts_with("libparquet"); }

class LinkageTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { bindings_ = Bindings(); }

  // How many symbols with `part` in their names files outside the wheel find in others, by the file that has them.
  static std::map<std::string, int> Found(std::string_view part) {
    std::map<std::string, int> found;
    for (const auto& [from, to, symbol] : bindings_) {
      if (!IsOfWheel(from) && from != to && symbol.find(part) != std::string::npos) ++found[to];
    }
    return found;
  }

  static inline std::vector<Binding> bindings_;
};

TEST_F(LinkageTest, CryptographyComesFromTheSystemsOwnLibrary) {
  for (const auto* family : {"EVP_", "HMAC", "SHA256", "BIO_", "X509_", "CRYPTO_"}) {
    for (const auto& [file, count] : Found(family)) {
      EXPECT_TRUE(file.starts_with("libcrypto.so") || file.starts_with("libssl.so"))
          << count << " symbols like " << family << " come from " << file;
    }
  }
  EXPECT_THAT(Found("EVP_"), testing::Contains(testing::Key("libcrypto.so.3")));
}

TEST_F(LinkageTest, NoSymbolOfThriftCrossesTheProgramsBorder) {
  EXPECT_THAT(Found("apache6thrift"), testing::IsEmpty());
  for (const auto& [from, to, symbol] : bindings_) {
    bool thrift = symbol.find("apache6thrift") != std::string::npos;
    EXPECT_FALSE(thrift && to == "lakeport") << from << " finds " << symbol << " in the program";
  }
}

TEST_F(LinkageTest, ProtobufIsTheSystemsOwn) {
  EXPECT_THAT(Found("6google8protobuf"), testing::ElementsAre(testing::Key(testing::StartsWith("libprotobuf"))));
}

}  // namespace
}  // namespace lakeport
