#include "protocol/job_request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/uuid.h"
#include "protocol/table_layout.h"

namespace lakeport::protocol {
namespace {

constexpr size_t kMaxNameBytes = 1024;
constexpr size_t kMaxTables = 100'000;
constexpr size_t kMaxTargetTables = 1000;  // above: one lock for the namespace instead of one for each table
constexpr int kMaxChain = 16;

template <typename Enum, size_t N>
using Words = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Words<IngestMode, 3> kModes{
    {{IngestMode::kCopy, "copy"}, {IngestMode::kInPlace, "in-place"}, {IngestMode::kRewrite, "rewrite"}}};
constexpr Words<IfExists, 3> kIfExists{
    {{IfExists::kFail, "fail"}, {IfExists::kReplace, "replace"}, {IfExists::kSync, "sync"}}};
constexpr Words<Verify, 3> kVerify{
    {{Verify::kOff, "off"}, {Verify::kCounts, "counts"}, {Verify::kChecksum, "checksum"}}};
constexpr Words<NestedDirectories, 2> kNested{
    {{NestedDirectories::kRefuse, "refuse"}, {NestedDirectories::kTake, "take"}}};

constexpr size_t kMaxLayoutTerms = 100;

constexpr std::array<std::string_view, 13> kIngestMembers{
    "from",   "database",           "tables",       "to",      "namespace",        "mode",  "if_exists",
    "verify", "nested_directories", "partition_by", "sort_by", "target_file_size", "revert"};

template <typename Enum, size_t N>
std::string_view WordFor(const Words<Enum, N>& words, Enum value) {
  for (const auto& [known, word] : words) {
    if (known == value) return word;
  }
  return "unknown";
}

template <typename Enum, size_t N>
std::string ListWords(const Words<Enum, N>& words) {
  std::string text;
  for (size_t i = 0; i < N; ++i) {
    if (i > 0) text += i + 1 == N ? " or " : ", ";
    text += fmt::format("\"{}\"", words[i].second);
  }
  return text;
}

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

// Fit to be a name of something: a connection, a database, a table.
Status CheckName(std::string_view member, std::string_view name) {
  if (name.empty()) return InvalidArgument("\"{}\" must not be empty", member);
  if (name.size() > kMaxNameBytes) {
    return InvalidArgument("\"{}\" is {} bytes long; {} is the most", member, name.size(), kMaxNameBytes);
  }
  if (HasControlCharacter(name)) return InvalidArgument("\"{}\" holds a control character", member);
  return Ok();
}

// A database or a namespace becomes part of a path.
Status CheckPathName(std::string_view member, std::string_view name) {
  LP_TRY(CheckName(member, name));
  if (name.find('/') != std::string_view::npos || name == "." || name == "..") {
    return InvalidArgument("\"{}\" is \"{}\"; a name without '/' is needed", member, name);
  }
  return Ok();
}

Result<std::string> ReadText(const Json& json, const char* key) {
  const Json* member = FindMember(json, key);
  if (member == nullptr) return InvalidArgument("\"{}\" is missing", key);
  if (!member->is_string()) return InvalidArgument("\"{}\" must be a string, not {}", key, member->type_name());
  return member->get<std::string>();
}

template <typename Enum, size_t N>
Status ReadWord(const Json& json, const char* key, const Words<Enum, N>& words, Enum& value) {
  if (FindMember(json, key) == nullptr) return Ok();
  LP_ASSIGN(auto text, ReadText(json, key));
  for (const auto& [known, word] : words) {
    if (text != word) continue;
    value = known;
    return Ok();
  }
  return InvalidArgument("\"{}\" must be {}, not \"{}\"", key, ListWords(words), text);
}

Result<std::vector<std::string>> ReadTables(const Json& json) {
  std::vector<std::string> tables;
  const Json* member = FindMember(json, "tables");
  if (member == nullptr) return tables;
  if (!member->is_array()) return InvalidArgument("\"tables\" must be a list of strings, not {}", member->type_name());
  if (member->size() > kMaxTables) {
    return InvalidArgument("\"tables\" names {} tables; {} is the most. Use a glob", member->size(), kMaxTables);
  }
  for (const auto& item : *member) {
    if (!item.is_string()) return InvalidArgument("\"tables\" must be a list of strings; one is {}", item.type_name());
    LP_TRY(CheckName("tables", item.get_ref<const std::string&>()));
    tables.push_back(item.get<std::string>());
  }
  return tables;
}

// A list of terms, each of which `parse` understands.
template <typename Parse>
Result<std::vector<std::string>> ReadTerms(const Json& json, const char* key, Parse&& parse) {
  std::vector<std::string> terms;
  const Json* member = FindMember(json, key);
  if (member == nullptr) return terms;
  if (!member->is_array()) return InvalidArgument("\"{}\" must be a list of strings, not {}", key, member->type_name());
  if (member->size() > kMaxLayoutTerms) {
    return InvalidArgument("\"{}\" has {} terms; {} is the most", key, member->size(), kMaxLayoutTerms);
  }
  for (const auto& item : *member) {
    if (!item.is_string()) return InvalidArgument("\"{}\" must be a list of strings; one is {}", key, item.type_name());
    LP_TRY(CheckName(key, item.get_ref<const std::string&>()));
    auto term = parse(item.get_ref<const std::string&>());
    if (!term.ok()) return InvalidArgument("\"{}\": {}", key, term.error().message());
    terms.push_back(item.get<std::string>());
  }
  return terms;
}

// A number of bytes, or a text such as "512MB".
Result<int64_t> ReadFileSize(const Json& json) {
  const Json* member = FindMember(json, "target_file_size");
  if (member == nullptr) return 0;
  if (!member->is_string() && !member->is_number_integer()) {
    return InvalidArgument("\"target_file_size\" must be a number of bytes or a text such as \"512MB\", not {}",
                           member->type_name());
  }
  auto size = ParseFileSize(member->is_string() ? member->get<std::string>() : FormatJson(*member));
  if (!size.ok()) return InvalidArgument("\"target_file_size\": {}", size.error().message());
  return *size;
}

Status ReadLayout(const Json& json, IngestRequest& request) {
  LP_ASSIGN(request.partition_by, ReadTerms(json, "partition_by", ParsePartitionTerm));
  LP_ASSIGN(request.sort_by, ReadTerms(json, "sort_by", ParseSortTerm));
  LP_ASSIGN(request.target_file_size, ReadFileSize(json));
  if (request.mode == IngestMode::kRewrite) return Ok();
  for (const char* key : {"partition_by", "sort_by", "target_file_size"}) {
    if (FindMember(json, key) == nullptr) continue;
    return InvalidArgument("\"{}\" needs \"mode\": \"rewrite\"; files that are not written anew stay as they are", key);
  }
  return Ok();
}

Status CheckMembers(const Json& parameters) {
  for (const auto& [key, value] : parameters.items()) {
    if (std::find(kIngestMembers.begin(), kIngestMembers.end(), key) != kIngestMembers.end()) continue;
    return InvalidArgument("\"{}\" is not a member of an ingest request; there are {}", key,
                           fmt::join(kIngestMembers, ", "));
  }
  return Ok();
}

Status CheckParameters(const JobRequest& request) {
  if (request.engine != "ingest") return InvalidArgument("\"engine\" must be \"ingest\", not \"{}\"", request.engine);
  LP_TRY(ParseIngestRequest(request.parameters));
  return Ok();
}

Result<JobRequest> ParseChain(const Json& json, int length) {
  if (length > kMaxChain) return InvalidArgument("\"then\" chains more than {} jobs", kMaxChain);
  if (!json.is_object()) return InvalidArgument("a job request is a JSON object, not {}", json.type_name());
  JobRequest request;
  LP_ASSIGN(request.engine, ReadText(json, "engine"));
  for (const auto& [key, value] : json.items()) {
    if (key != "engine" && key != "then") request.parameters[key] = value;
  }
  LP_TRY(CheckParameters(request));
  const Json* then = FindMember(json, "then");
  if (then == nullptr) return request;
  LP_ASSIGN(auto next, ParseChain(*then, length + 1), "reading \"then\"");
  request.then = std::make_shared<const JobRequest>(std::move(next));
  return request;
}

std::string ToLower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool IsGlob(const std::string& name) { return name.find_first_of("*?[") != std::string::npos; }

}  // namespace

std::string_view ToString(IngestMode mode) { return WordFor(kModes, mode); }
std::string_view ToString(IfExists if_exists) { return WordFor(kIfExists, if_exists); }
std::string_view ToString(Verify verify) { return WordFor(kVerify, verify); }
std::string_view ToString(NestedDirectories nested) { return WordFor(kNested, nested); }

Result<JobRequest> ParseJobRequest(const Json& json) { return ParseChain(json, 1); }

Result<JobRequest> ParseJobRequestText(std::string_view text, std::string_view what) {
  if (text.size() > kMaxRequestBytes) {
    return InvalidArgument("{} is {} bytes long; {} is the most", what, text.size(), kMaxRequestBytes);
  }
  auto json = ParseStrictJson(text, what);
  if (!json.ok()) return InvalidArgument("{}", json.error().message());
  LP_ASSIGN(auto request, ParseJobRequest(*json), "reading {}", what);
  return request;
}

Json ToJson(const JobRequest& request) {
  Json json{{"engine", request.engine}};
  for (const auto& [key, value] : request.parameters.items()) json[key] = value;
  if (request.then != nullptr) json["then"] = ToJson(*request.then);
  return json;
}

Result<IngestRequest> ParseIngestRequest(const Json& parameters) {
  if (!parameters.is_object()) {
    return InvalidArgument("an ingest request is a JSON object, not {}", parameters.type_name());
  }
  LP_TRY(CheckMembers(parameters));
  IngestRequest request;
  LP_ASSIGN(request.from, ReadText(parameters, "from"));
  LP_TRY(CheckName("from", request.from));
  LP_ASSIGN(request.database, ReadText(parameters, "database"));
  LP_TRY(CheckPathName("database", request.database));
  LP_ASSIGN(request.tables, ReadTables(parameters));
  LP_ASSIGN(request.to, ReadText(parameters, "to"));
  LP_TRY(CheckName("to", request.to));
  request.target_namespace = request.database + "_iceberg";
  if (FindMember(parameters, "namespace") != nullptr) {
    LP_ASSIGN(request.target_namespace, ReadText(parameters, "namespace"));
  }
  LP_TRY(CheckPathName("namespace", request.target_namespace));
  LP_TRY(ReadWord(parameters, "mode", kModes, request.mode));
  LP_TRY(ReadWord(parameters, "if_exists", kIfExists, request.if_exists));
  LP_TRY(ReadWord(parameters, "verify", kVerify, request.verify));
  LP_TRY(ReadWord(parameters, "nested_directories", kNested, request.nested));
  LP_TRY(ReadLayout(parameters, request));
  if (FindMember(parameters, "revert") != nullptr) {
    LP_ASSIGN(request.revert, ReadText(parameters, "revert"));
    if (!IsUuid(request.revert)) return InvalidArgument("\"revert\" must be a job's id, not \"{}\"", request.revert);
  }
  return request;
}

Json ToJson(const IngestRequest& request) {
  Json json{{"from", request.from}, {"database", request.database}};
  if (!request.tables.empty()) json["tables"] = request.tables;
  json["to"] = request.to;
  json["namespace"] = request.target_namespace;
  json["mode"] = ToString(request.mode);
  json["if_exists"] = ToString(request.if_exists);
  json["verify"] = ToString(request.verify);
  json["nested_directories"] = ToString(request.nested);
  if (!request.partition_by.empty()) json["partition_by"] = request.partition_by;
  if (!request.sort_by.empty()) json["sort_by"] = request.sort_by;
  if (request.target_file_size > 0) json["target_file_size"] = request.target_file_size;
  if (!request.revert.empty()) json["revert"] = request.revert;
  return json;
}

Result<std::vector<WriteTarget>> ListWriteTargets(const JobRequest& request) {
  LP_ASSIGN(auto ingest, ParseIngestRequest(request.parameters));
  std::string scope = fmt::format("{}/{}", ingest.to, ingest.target_namespace);
  bool whole = ingest.tables.empty() || ingest.tables.size() > kMaxTargetTables ||
               std::any_of(ingest.tables.begin(), ingest.tables.end(), IsGlob);
  std::vector<WriteTarget> targets;
  if (whole) {
    targets.push_back({scope, ""});
    return targets;
  }
  for (const auto& table : ingest.tables) targets.push_back({scope, ToLower(table)});
  std::sort(targets.begin(), targets.end(), [](const auto& a, const auto& b) { return a.item < b.item; });
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  return targets;
}

}  // namespace lakeport::protocol
