#include "jobs/ingest/table_rules.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "hive/spark_table.h"
#include "hivetype/name.h"
#include "jobs/ingest/file_check.h"
#include "jobs/ingest/source_serde.h"

namespace lakeport::ingest {
namespace {

using hive::Table;

std::string Parameter(const Table& table, const char* key) {
  auto found = table.parameters.find(key);
  return found == table.parameters.end() ? "" : hive::LowerName(found->second);
}

std::string ProviderOf(const Table& table) { return hive::FindSparkProvider(table).value_or(""); }

bool IsForeignProvider(const Table& table) {
  std::string provider = ProviderOf(table);
  return provider == "delta" || provider == "hudi";
}

// Of another format of Spark's own: its files are read by Spark's rules, not by those of the SerDe that stands there.
bool IsSparkOnly(const Table& table) {
  if (!hive::FindSparkProvider(table)) return false;
  return !hive::FindSparkFormat(table) || !AdoptableFormat(table.format);
}

// The SerDe's class, which says best what a table is.
std::string SerdeOf(const Table& table) {
  return table.serde.empty() ? std::string(hive::ToString(table.format)) : Printable(table.serde);
}

struct Rule {
  bool (*applies)(const Table&);
  RuleOutcome outcome;
  std::string (*reason)(const Table&);
};

// The first rule that applies decides.
constexpr std::array kRules = {
    Rule{[](const Table& t) { return t.kind == hive::TableKind::kView; }, RuleOutcome::kSkip,
         [](const Table&) {
           return std::string("it is a view, which holds no data; create it anew over the new tables");
         }},
    Rule{[](const Table& t) { return Parameter(t, "table_type") == "iceberg"; }, RuleOutcome::kSkip,
         [](const Table&) { return std::string("it is an Iceberg table already; register it, or migrate it"); }},
    Rule{
        [](const Table& t) { return t.is_transactional(); }, RuleOutcome::kRefuse,
        [](const Table& t) {
          return fmt::format(
              "it is transactional (ACID, {}): its files hold row versions; use the spark executor, or copy it in Hive "
              "first: CREATE TABLE ... STORED AS ORC TBLPROPERTIES ('transactional'='false') AS SELECT ...",
              SerdeOf(t));
        }},
    Rule{[](const Table& t) { return t.parameters.contains("storage_handler"); }, RuleOutcome::kRefuse,
         [](const Table& t) {
           return fmt::format("its data lies in another system ({}); copy it to a plain table in Hive first",
                              Printable(t.parameters.at("storage_handler")));
         }},
    Rule{IsForeignProvider, RuleOutcome::kRefuse,
         [](const Table& t) {
           return fmt::format(
               "it is a {} table: its directory also holds files that are no longer, or not yet, part "
               "of it; use the spark executor",
               ProviderOf(t));
         }},
    Rule{IsSparkOnly, RuleOutcome::kRefuse,
         [](const Table& t) {
           return fmt::format(
               "it is a {} table of Spark's own, whose files are read by Spark's rules and not by a SerDe; use the "
               "spark executor",
               ProviderOf(t));
         }},
    Rule{[](const Table& t) { return t.location.empty(); }, RuleOutcome::kRefuse,
         [](const Table&) { return std::string("the metastore has no location for it; repair it in Hive"); }},
};

// Of a table whose files can't be adopted: whether their rows can be read. An Avro schema that lies elsewhere is not
// looked at here.
std::optional<RuleVerdict> JudgeStorage(const Table& table, protocol::IngestMode mode) {
  bool undeclared = table.format == hive::StorageFormat::kUnknown && table.serde.empty();
  if (undeclared || AdoptableFormat(table.format)) return std::nullopt;
  if (table.serde.empty()) {
    return RuleVerdict{
        RuleOutcome::kRefuse,
        fmt::format("{} files are read as a SerDe says, and without a metastore there is none; declare the "
                    "table in a metastore, or use the spark executor",
                    hive::ToString(table.format))};
  }
  auto description = DescribeSerde(table);
  bool elsewhere = formats::FindAvroSchemaUrl(description).has_value();
  if (!elsewhere) {
    auto serde = formats::Serde::Make(description);
    if (!serde.ok()) return RuleVerdict{RuleOutcome::kRefuse, Printable(serde.error().message())};
  }
  if (mode == protocol::IngestMode::kRewrite) return std::nullopt;
  return RuleVerdict{
      RuleOutcome::kRefuse,
      fmt::format("{} files can't become data files of an Iceberg table as they are; say --mode rewrite, "
                  "which writes them anew",
                  hive::ToString(table.format))};
}

constexpr size_t kLongestName = 200;  // bytes; with room for what stores and catalogs add
constexpr std::string_view kForbidden = "./\\'\"`;%*?<>|:#";

}  // namespace

std::optional<RuleVerdict> JudgeTable(const Table& table, protocol::IngestMode mode) {
  if (auto reason = JudgeName(table.name)) return RuleVerdict{RuleOutcome::kRefuse, *std::move(reason)};
  for (const Rule& rule : kRules) {
    if (rule.applies(table)) return RuleVerdict{rule.outcome, rule.reason(table)};
  }
  return JudgeStorage(table, mode);
}

std::optional<std::string> JudgeName(const std::string& name) {
  auto bad = [&](std::string_view why) {
    return fmt::format("\"{}\" can't be used as a name: {}; rename it in Hive", Printable(name.substr(0, 100)), why);
  };
  if (name.empty()) return bad("it is empty");
  if (name.size() > kLongestName) return bad(fmt::format("it is longer than {} bytes", kLongestName));
  if (!IsUtf8(name)) return bad("it is not UTF-8");
  if (name.front() == ' ' || name.back() == ' ') return bad("it begins or ends with a blank");
  auto forbidden = std::find_if(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || kForbidden.find(c) != std::string_view::npos;
  });
  if (forbidden == name.end()) return std::nullopt;
  return bad(fmt::format("it holds '{}'", Printable(std::string(1, *forbidden))));
}

}  // namespace lakeport::ingest
