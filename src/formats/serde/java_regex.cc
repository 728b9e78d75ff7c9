#include "formats/serde/java_regex.h"

#include <utility>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace lakeport::formats {
namespace {

constexpr uint32_t kMaxSteps = 10'000'000;
constexpr uint32_t kMaxHeapKilobytes = 64 << 10;

std::string MessageOf(int error) {
  PCRE2_UCHAR text[256] = {};
  pcre2_get_error_message(error, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

const pcre2_code* CodeOf(const std::shared_ptr<void>& code) { return static_cast<const pcre2_code*>(code.get()); }

pcre2_match_context* Limits() {
  static const std::unique_ptr<pcre2_match_context, void (*)(pcre2_match_context*)> limits = [] {
    auto* context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(context, kMaxSteps);
    pcre2_set_heap_limit(context, kMaxHeapKilobytes);
    return std::unique_ptr<pcre2_match_context, void (*)(pcre2_match_context*)>(context, pcre2_match_context_free);
  }();
  return limits.get();
}

}  // namespace

Result<JavaRegex> JavaRegex::Compile(std::string_view pattern, bool ignore_case) {
  LP_ASSIGN(auto translated, TranslateJavaRegex(pattern));
  int error = 0;
  PCRE2_SIZE place = 0;
  uint32_t options = PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | (ignore_case ? PCRE2_CASELESS : 0u);
  auto* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(), options, &error,
                             &place, nullptr);
  if (code == nullptr) {
    return Unsupported("the pattern \"{}\" can't be used: {}; use the spark executor", pattern, MessageOf(error));
  }
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);  // without it matching is slower, no more
  JavaRegex regex;
  regex.code_ = std::shared_ptr<void>(code, [](void* held) { pcre2_code_free(static_cast<pcre2_code*>(held)); });
  return regex;
}

size_t JavaRegex::group_count() const {
  uint32_t count = 0;
  pcre2_pattern_info(CodeOf(code_), PCRE2_INFO_CAPTURECOUNT, &count);
  return count;
}

void JavaRegex::Matcher::Free::operator()(void* data) const {
  pcre2_match_data_free(static_cast<pcre2_match_data*>(data));
}

JavaRegex::Matcher::Matcher(const JavaRegex& regex)
    : regex_(&regex),
      data_(pcre2_match_data_create_from_pattern(CodeOf(regex.code_), nullptr)),
      groups_(regex.group_count()) {}

Result<bool> JavaRegex::Matcher::Matches(std::string_view text) {
  auto* data = static_cast<pcre2_match_data*>(data_.get());
  int count =
      pcre2_match(CodeOf(regex_->code_), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data, Limits());
  if (count == PCRE2_ERROR_NOMATCH) return false;
  if (count < 0) return Unsupported("matching a line takes too much: {}", MessageOf(count));
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(data);
  for (size_t i = 0; i < groups_.size(); ++i) {
    PCRE2_SIZE begin = places[2 * (i + 1)];
    PCRE2_SIZE end = places[2 * (i + 1) + 1];
    bool there = i + 1 < static_cast<size_t>(count) && begin != PCRE2_UNSET;
    groups_[i] = there && end >= begin ? Field::Of(text.substr(begin, end - begin)) : Field{};
  }
  return true;
}

}  // namespace lakeport::formats
