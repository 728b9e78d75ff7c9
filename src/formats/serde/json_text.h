#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lakeport::formats {

// How much is taken for JSON. kLenient, as Crockford's library does: texts in '' or without quotes; "=", "=>" and ";"
// for ":" and ","; no value between two commas of an array is null; a comma before the end.
enum class JsonSyntax { kStrict, kLenient };

// Takes a JSON text apart without keeping any of it. Its views are of what it was given.
class JsonText {
 public:
  JsonText(std::string_view text, JsonSyntax syntax)
      : at_(text.data()), end_(text.data() + text.size()), lenient_(syntax == JsonSyntax::kLenient) {}

  // Calls visit(std::string_view raw_key, std::string_view raw_value) for each member of the object that the text
  // begins with; what follows the object is passed over. False when it is malformed.
  template <typename Visit>
  bool VisitMembers(Visit visit) {
    if (!Take('{')) return false;
    if (Take('}')) return true;
    while (true) {
      std::string_view key;
      std::string_view value;
      if (!TakeKey(&key) || !TakeColon() || !TakeValue(0, &value)) return false;
      visit(key, value);
      if (Take('}')) return true;
      if (!TakeComma()) return false;
      if (lenient_ && Take('}')) return true;
    }
  }

  // The same for an array: visit(std::string_view raw_value).
  template <typename Visit>
  bool VisitElements(Visit visit) {
    if (!Take('[')) return false;
    if (Take(']')) return true;
    while (true) {
      std::string_view value;
      if (lenient_ && Peek() == ',') {
        value = kNull;
      } else if (!TakeValue(0, &value)) {
        return false;
      }
      visit(value);
      if (Take(']')) return true;
      if (!TakeComma()) return false;
      if (lenient_ && Take(']')) return true;
    }
  }

 private:
  static constexpr int kMaxDepth = 200;
  static constexpr std::string_view kNull = "null";

  void SkipBlanks();
  char Peek();  // '\0' at the end
  bool Take(char wanted);
  bool TakeColon();
  bool TakeComma();
  bool TakeKey(std::string_view* raw);
  bool TakeValue(int depth, std::string_view* raw);
  bool SkipValue(int depth);
  bool SkipObject(int depth);
  bool SkipArray(int depth);
  bool SkipQuoted();
  bool SkipEscape();
  bool SkipNumber();
  bool SkipWord(std::string_view word);
  bool SkipBare();

  const char* at_;
  const char* end_;
  bool lenient_;
};

// What a value is, by its first character.
enum class JsonKind { kObject, kArray, kText, kNumber, kTrue, kFalse, kNull, kBare };  // kBare: text without quotes
JsonKind KindOf(std::string_view raw);

// The text of a raw value: unquoted and unescaped, in `scratch` when there is something to unescape; a number or a word
// as it stands.
std::string_view JsonToText(std::string_view raw, std::string* scratch);

}  // namespace lakeport::formats
