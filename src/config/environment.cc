#include "config/environment.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/utf8.h"

namespace lakeport::config {
namespace {

constexpr std::string_view kSpace = " \t";

bool IsName(std::string_view text) {
  auto is_part = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') && std::all_of(text.begin(), text.end(), is_part);
}

std::string_view Trim(std::string_view text) {
  auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// Nothing, or a comment, after a quoted value.
bool IsRestEmpty(std::string_view rest) { return Trim(rest).empty() || Trim(rest).front() == '#'; }

std::optional<std::string> ParseSingleQuoted(std::string_view text) {
  auto end = text.find('\'', 1);
  if (end == std::string_view::npos || !IsRestEmpty(text.substr(end + 1))) return std::nullopt;
  return std::string(text.substr(1, end - 1));
}

char Unescape(char c) {
  switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    default: return c;
  }
}

std::optional<std::string> ParseDoubleQuoted(std::string_view text) {
  std::string value;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return IsRestEmpty(text.substr(i + 1)) ? std::optional(value) : std::nullopt;
    bool escape = text[i] == '\\' && i + 1 < text.size();
    value += escape ? Unescape(text[++i]) : text[i];
  }
  return std::nullopt;
}

// nullopt when a quotation does not end, or is followed by more.
std::optional<std::string> ParseValue(std::string_view text) {
  text = Trim(text);
  if (text.starts_with('\'')) return ParseSingleQuoted(text);
  if (text.starts_with('"')) return ParseDoubleQuoted(text);
  for (size_t i = 0; i < text.size(); ++i) {
    bool comment = text[i] == '#' && (i == 0 || kSpace.find(text[i - 1]) != std::string_view::npos);
    if (comment) return std::string(Trim(text.substr(0, i)));
  }
  return std::string(text);
}

std::string_view TakeLine(std::string_view& text) {
  auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Result<std::map<std::string, std::string>> ParseEnvironmentFile(std::string_view text, const std::string& file) {
  std::map<std::string, std::string> variables;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (int number = 1; !text.empty(); ++number) {
    auto line = Trim(TakeLine(text));
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = Trim(line.substr(7));
    auto equals = line.find('=');
    auto name = Trim(line.substr(0, equals));
    if (equals == std::string_view::npos || !IsName(name)) {
      return InvalidArgument("{}:{}: write NAME=value, with a name of letters, digits and '_'", file, number);
    }
    auto value = ParseValue(line.substr(equals + 1));
    if (!value) return InvalidArgument("{}:{}: the value of {} is not quoted right", file, number, name);
    variables[std::string(name)] = *std::move(value);
  }
  return variables;
}

Result<std::string> FillIn(std::string_view text, const std::map<std::string, std::string>& variables) {
  std::string filled;
  while (true) {
    auto dollar = text.find("${");
    filled += text.substr(0, dollar);
    if (dollar == std::string_view::npos) return filled;
    text.remove_prefix(dollar + 2);
    if (filled.ends_with('$')) {
      filled += '{';
      continue;
    }
    auto name = std::string(text.substr(0, text.find('}')));
    if (name.size() == text.size() || !IsName(name)) {
      return InvalidArgument(
          "\"${{\" must be followed by a variable's name and \"}}\"; write \"$${{\" for the text itself");
    }
    text.remove_prefix(name.size() + 1);
    const char* in_process = std::getenv(name.c_str());
    auto in_file = variables.find(name);
    if (in_process == nullptr && in_file == variables.end()) {
      return InvalidArgument("the variable {} is not set; set it in the environment, or in .env beside this file",
                             name);
    }
    filled += in_process != nullptr ? std::string(in_process) : in_file->second;
  }
}

}  // namespace lakeport::config
