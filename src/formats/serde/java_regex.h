#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/serde/field.h"

namespace lakeport::formats {

// A java.util.regex pattern, run by PCRE2. Immutable: a matcher of its own is for each thread.
class JavaRegex {
 public:
  // InvalidArgument for a pattern that is none; Unsupported, by name, for what Java's patterns have and PCRE2 has not,
  // or has with another meaning.
  static Result<JavaRegex> Compile(std::string_view pattern, bool ignore_case);
  size_t group_count() const;

  class Matcher {
   public:
    explicit Matcher(const JavaRegex& regex);
    // Whether the pattern fits the whole text; then groups() are what its groups hold, null for one that took no part.
    // Unsupported when that takes too many steps to find out.
    Result<bool> Matches(std::string_view text);
    const std::vector<Field>& groups() const { return groups_; }

   private:
    struct Free {
      void operator()(void* data) const;
    };
    const JavaRegex* regex_;
    std::unique_ptr<void, Free> data_;
    std::vector<Field> groups_;
  };

 private:
  JavaRegex() = default;
  std::shared_ptr<void> code_;
};

// The pattern in PCRE2's words.
Result<std::string> TranslateJavaRegex(std::string_view pattern);

}  // namespace lakeport::formats
