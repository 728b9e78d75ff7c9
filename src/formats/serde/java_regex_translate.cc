#include <array>

#include "formats/serde/java_regex.h"

namespace lakeport::formats {
namespace {

// What ends a line to Java: '.' does not take them.
constexpr std::string_view kLineEnds = R"(\n\r\x{85}\x{2028}\x{2029})";
constexpr std::string_view kDot = R"([^\n\r\x{85}\x{2028}\x{2029}])";

// Escapes that mean the same to both, without Unicode's properties.
constexpr std::string_view kSameEscapes = "tnrfaedDsSwWhHvVRAzZGQE123456789";

struct ClassName {
  std::string_view java;
  std::string_view pcre;  // within brackets
};

constexpr std::array kAsciiClasses = {
    ClassName{"Lower", "a-z"},         ClassName{"Upper", "A-Z"},
    ClassName{"Alpha", "a-zA-Z"},      ClassName{"Digit", "0-9"},
    ClassName{"Alnum", "a-zA-Z0-9"},   ClassName{"Punct", "[:punct:]"},
    ClassName{"Graph", "\\x21-\\x7e"}, ClassName{"Print", "\\x20-\\x7e"},
    ClassName{"Blank", " \\t"},        ClassName{"Cntrl", "\\x00-\\x1f\\x7f"},
    ClassName{"XDigit", "0-9a-fA-F"},  ClassName{"Space", " \\t\\n\\x0b\\f\\r"},
    ClassName{"ASCII", "\\x00-\\x7f"},
};

// Unicode's general categories have the same names in both.
constexpr std::string_view kCategories =
    " L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Co Cn ";

bool IsAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Translator {
 public:
  explicit Translator(std::string_view pattern) : text_(pattern) {}

  Result<std::string> Translate() {
    while (at_ < text_.size()) LP_TRY(TakeOne());
    return std::move(out_);
  }

 private:
  Error Refuse(std::string_view what) const {
    return Unsupported("the pattern \"{}\" has {}, which is not run here: use the spark executor", text_, what);
  }

  Status TakeOne() {
    char c = text_[at_];
    if (c == '\\') return TakeEscape(/*in_class=*/false);
    if (c == '[') return TakeClass();
    if (c == '(' && text_.substr(at_).starts_with("(?")) return TakeSpecialGroup();
    ++at_;
    // Java's '$' is before any line's end that is the last; the text here has no line's end in it, unless it is Java's
    // own.
    if (c == '.') {
      out_ += kDot;
    } else if (c == '$') {
      out_ += "(?=(?:" + std::string("[\\n\\r\\x{85}\\x{2028}\\x{2029}]") + ")?\\z)";
    } else {
      out_ += c;
    }
    return Ok();
  }

  // Groups that both know: (?:...), lookarounds, (?<name>...), (?>...). Flags change what is not translated for them.
  Status TakeSpecialGroup() {
    for (std::string_view known : {"(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>"}) {
      if (!text_.substr(at_).starts_with(known)) continue;
      out_ += known;
      at_ += known.size();
      return Ok();
    }
    bool named = at_ + 3 < text_.size() && text_[at_ + 2] == '<' && IsAsciiLetter(text_[at_ + 3]);
    bool ignore_case = text_.substr(at_).starts_with("(?i)");
    if (!named && !ignore_case) return Refuse("a group with flags");
    auto end = text_.find(named ? '>' : ')', at_);
    if (end == std::string_view::npos)
      return InvalidArgument("the pattern \"{}\" has a group that does not end", text_);
    out_ += text_.substr(at_, end + 1 - at_);
    at_ = end + 1;
    return Ok();
  }

  Status TakeEscape(bool in_class) {
    if (at_ + 1 == text_.size()) return InvalidArgument("the pattern \"{}\" ends with a backslash", text_);
    char c = text_[at_ + 1];
    if (c == 'Q' && !in_class) return TakeQuoted();
    if (c == 'p' || c == 'P') return TakeProperty(in_class);
    if (c == 'x' || c == 'u' || c == '0') return TakeCode();
    if (c == 'k' && !in_class) return TakeBackReference();
    bool same = kSameEscapes.find(c) != std::string_view::npos;
    if (c == 'b' && !in_class) same = true;
    if (c == 'B' && !in_class) same = true;
    if (IsAsciiLetter(c) && !same) return Refuse(std::string("\\") + c);
    out_ += '\\';
    out_ += c;
    at_ += 2;
    return Ok();
  }

  Status TakeQuoted() {
    auto end = text_.find("\\E", at_ + 2);
    auto quoted = text_.substr(at_ + 2, end == std::string_view::npos ? end : end - at_ - 2);
    for (char c : quoted) {
      bool plain = IsAsciiLetter(c) || (c >= '0' && c <= '9') || static_cast<signed char>(c) < 0;
      if (!plain) out_ += '\\';
      out_ += c;
    }
    at_ = end == std::string_view::npos ? text_.size() : end + 2;
    return Ok();
  }

  Status TakeBackReference() {
    auto end = text_.find('>', at_);
    if (end == std::string_view::npos)
      return InvalidArgument("the pattern \"{}\" has a reference that does not end", text_);
    out_ += text_.substr(at_, end + 1 - at_);
    at_ = end + 1;
    return Ok();
  }

  // \x41, \x{1f600}, \u0041, \0101
  Status TakeCode() {
    char kind = text_[at_ + 1];
    auto rest = text_.substr(at_ + 2);
    auto is_digit = [&](char c) {
      if (kind == '0') return c >= '0' && c <= '7';
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    bool braces = kind == 'x' && rest.starts_with('{');
    size_t most = kind == 'x' ? 2 : kind == 'u' ? 4 : 3;
    if (braces) {
      rest.remove_prefix(1);
      most = 6;
    }
    size_t count = 0;
    while (count < rest.size() && count < most && is_digit(rest[count])) ++count;
    if (count == 0 || (kind != '0' && !braces && count < most)) return Refuse("a code that does not end");
    if (kind == '0' && count == 3 && rest[0] > '3') count = 2;
    out_ += (kind == '0' ? "\\o{" : "\\x{") + std::string(rest.substr(0, count)) + "}";
    at_ += 2 + count + (braces ? 2 : 0);
    return Ok();
  }

  Status TakeProperty(bool in_class) {
    auto rest = text_.substr(at_ + 2);
    bool braces = rest.starts_with('{');
    auto end = rest.find('}');
    if (braces && end == std::string_view::npos)
      return InvalidArgument("the pattern \"{}\" has a property that does not end", text_);
    auto name = braces ? rest.substr(1, end - 1) : rest.substr(0, 1);
    bool negated = text_[at_ + 1] == 'P';
    at_ += 2 + (braces ? end + 1 : 1);
    if (name.starts_with("Is") && kCategories.find(" " + std::string(name.substr(2)) + " ") != std::string_view::npos)
      name.remove_prefix(2);
    if (!name.empty() && kCategories.find(" " + std::string(name) + " ") != std::string_view::npos) {
      out_ += (negated ? "\\P{" : "\\p{") + std::string(name) + "}";
      return Ok();
    }
    for (const auto& known : kAsciiClasses) {
      if (known.java != name) continue;
      if (in_class && negated) break;
      if (in_class) {
        out_ += known.pcre;
      } else {
        out_ += (negated ? "[^" : "[") + std::string(known.pcre) + "]";
      }
      return Ok();
    }
    return Refuse("\\p{" + std::string(name) + "}");
  }

  Status TakeClass() {
    out_ += text_[at_++];
    if (at_ < text_.size() && text_[at_] == '^') out_ += text_[at_++];
    for (bool first = true; at_ < text_.size(); first = false) {
      char c = text_[at_];
      if (c == ']' && !first) {
        out_ += text_[at_++];
        return Ok();
      }
      if (c == '[') return Refuse("a class within a class");
      if (text_.substr(at_).starts_with("&&")) return Refuse("an intersection of classes");
      if (c == '\\') {
        LP_TRY(TakeEscape(/*in_class=*/true));
        continue;
      }
      out_ += text_[at_++];
    }
    return InvalidArgument("the pattern \"{}\" has a class that does not end", text_);
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string out_;
};

}  // namespace

Result<std::string> TranslateJavaRegex(std::string_view pattern) { return Translator(pattern).Translate(); }

}  // namespace lakeport::formats
