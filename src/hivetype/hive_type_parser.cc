#include <string>
#include <string_view>

#include "base/utf8.h"
#include "hivetype/hive_type.h"
#include "hivetype/name.h"
#include "hivetype/primitive_types.h"

namespace lakeport::hive {
namespace {

constexpr int kMaxDepth = 64;
constexpr size_t kMaxShown = 100;  // bytes, in messages
constexpr size_t kMaxText = 4u << 20;
constexpr int kMaxPrecision = 38;
constexpr int kMaxCharLength = 255;
constexpr int kMaxVarcharLength = 65535;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool IsWordChar(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Recursive descent over one type text.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<HiveType> ParseAll() {
    LP_ASSIGN(HiveType type, ParseType(0));
    SkipBlanks();
    if (at_ != text_.size()) return Unexpected("the end");
    return type;
  }

 private:
  Result<HiveType> ParseType(int depth) {
    if (depth > kMaxDepth) return InvalidArgument("Hive type is nested deeper than {}", kMaxDepth);
    std::string word = TakeWords();
    if (word == "array") return ParseParts({.kind = HiveKind::kArray}, depth, 1);
    if (word == "map") return ParseParts({.kind = HiveKind::kMap}, depth, 2);
    if (word == "uniontype") return ParseParts({.kind = HiveKind::kUnion}, depth, 0);
    if (word == "struct") return ParseStruct(depth);
    const PrimitiveRule* rule = FindPrimitive(word);
    if (rule == nullptr) return UnknownWord(word);
    return ParseParameters({.kind = rule->kind});
  }

  // `count` parts in angle brackets; 0: one or more.
  Result<HiveType> ParseParts(HiveType type, int depth, size_t count) {
    LP_TRY(Expect('<'));
    do {
      LP_ASSIGN(HiveType part, ParseType(depth + 1));
      type.parts.push_back(std::move(part));
    } while (Accept(','));
    LP_TRY(Expect('>'));
    if (count != 0 && type.parts.size() != count) {
      return InvalidArgument("Hive type \"{}\" has {} parts where {} belong", Shown(), type.parts.size(), count);
    }
    return type;
  }

  Result<HiveType> ParseStruct(int depth) {
    HiveType type{.kind = HiveKind::kStruct};
    LP_TRY(Expect('<'));
    if (Accept('>')) return InvalidArgument("Hive type \"{}\" has a struct without members", Shown());
    do {
      LP_ASSIGN(std::string name, TakeMemberName());
      LP_TRY(Expect(':'));
      LP_ASSIGN(HiveType member, ParseType(depth + 1));
      member.name = std::move(name);
      type.parts.push_back(std::move(member));
    } while (Accept(','));
    LP_TRY(Expect('>'));
    return type;
  }

  Result<HiveType> ParseParameters(HiveType type) {
    if (type.kind == HiveKind::kDecimal) return ParseDecimal(std::move(type));
    if (type.kind != HiveKind::kChar && type.kind != HiveKind::kVarchar) return type;
    LP_TRY(Expect('('));
    int most = type.kind == HiveKind::kChar ? kMaxCharLength : kMaxVarcharLength;
    LP_ASSIGN(type.length, TakeNumber(1, most));
    LP_TRY(Expect(')'));
    return type;
  }

  Result<HiveType> ParseDecimal(HiveType type) {
    type.precision = 10;
    if (!Accept('(')) return type;
    LP_ASSIGN(type.precision, TakeNumber(1, kMaxPrecision));
    if (Accept(',')) {
      LP_ASSIGN(type.scale, TakeNumber(0, type.precision));
    }
    LP_TRY(Expect(')'));
    return type;
  }

  void SkipBlanks() {
    while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  }

  bool Accept(char c) {
    SkipBlanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Status Expect(char c) {
    if (!Accept(c)) return Unexpected(fmt::format("'{}'", c));
    return Ok();
  }

  // "timestamp with local time zone" of "Timestamp  with local time zone>": lower case, one blank between words.
  std::string TakeWords() {
    std::string words;
    for (SkipBlanks(); at_ < text_.size() && IsWordChar(text_[at_]); SkipBlanks()) {
      if (!words.empty()) words += ' ';
      while (at_ < text_.size() && IsWordChar(text_[at_])) words += LowerChar(text_[at_++]);
    }
    return words;
  }

  // In backquotes, where a doubled one stands for one; or everything up to the colon.
  Result<std::string> TakeMemberName() {
    SkipBlanks();
    std::string name;
    if (at_ < text_.size() && text_[at_] == '`') {
      LP_ASSIGN(name, TakeQuoted());
    } else {
      while (at_ < text_.size() && std::string_view(":,<>").find(text_[at_]) == std::string_view::npos) {
        name += text_[at_++];
      }
      while (!name.empty() && IsBlank(name.back())) name.pop_back();
    }
    if (name.empty()) return Unexpected("a member's name");
    return name;
  }

  Result<std::string> TakeQuoted() {
    std::string name;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '`') {
        name += text_[at_];
        continue;
      }
      ++at_;
      if (at_ >= text_.size() || text_[at_] != '`') return name;
      name += '`';
    }
    return Unexpected("a closing backquote");
  }

  Result<int> TakeNumber(int least, int most) {
    SkipBlanks();
    size_t begin = at_;
    int number = 0;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && number <= most) {
      number = number * 10 + (text_[at_++] - '0');
    }
    if (begin == at_) return Unexpected("a number");
    if (number < least || number > most) {
      return InvalidArgument("Hive type \"{}\" has {} where {} to {} may stand", Shown(), number, least, most);
    }
    return number;
  }

  Error UnknownWord(const std::string& word) const {
    if (word.empty()) return Unexpected("a type");
    return InvalidArgument("Hive has no type \"{}\", as in \"{}\"", Shortened(word), Shown());
  }

  Error Unexpected(std::string_view wanted) const {
    return InvalidArgument("Hive type \"{}\" should have {} at character {}", Shown(), wanted, at_ + 1);
  }

  std::string Shown() const { return Shortened(text_); }

  static std::string Shortened(std::string_view text) {
    return text.size() <= kMaxShown ? Printable(text) : Printable(text.substr(0, kMaxShown)) + "...";
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

Result<HiveType> ParseHiveType(std::string_view text) {
  if (text.size() > kMaxText) return InvalidArgument("Hive type is {} bytes long; {} are read", text.size(), kMaxText);
  return Parser(text).ParseAll();
}

}  // namespace lakeport::hive
