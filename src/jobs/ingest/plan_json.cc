#include "jobs/ingest/plan.h"

namespace lakeport::ingest {
namespace {

// A line of events may have 1 MiB.
constexpr size_t kPieceBytes = 900'000;

Json Piece(Json tables, Json warnings) {
  Json piece{{"tables", std::move(tables)}};
  if (!warnings.empty()) piece["warnings"] = std::move(warnings);
  return piece;
}

Json ToJson(const std::vector<RewriteReason>& rewrites) {
  Json json = Json::array();
  for (const RewriteReason& one : rewrites) {
    Json member{{"reason", one.reason}, {"files", one.files}, {"bytes", one.bytes}};
    if (!one.examples.empty()) member["examples"] = one.examples.ToString();
    json.push_back(std::move(member));
  }
  return json;
}

}  // namespace

Json ToJson(const TablePlan& plan) {
  Json json{{"table", plan.source}};
  bool has_target = plan.action != PlanAction::kSkip && plan.action != PlanAction::kRefuse;
  if (has_target) json["target"] = plan.target.ToString();
  json["action"] = ToString(plan.action);
  if (has_target) json["mode"] = protocol::ToString(plan.mode);
  if (plan.table.format != hive::StorageFormat::kUnknown) json["format"] = hive::ToString(plan.table.format);
  if (!plan.table.partition_keys.empty()) json["partitions"] = plan.partitions;
  if (plan.files > 0 || has_target) {
    json["files"] = plan.files;
    json["bytes"] = plan.bytes;
  }
  if (!plan.rewrites.empty()) json["rewrite"] = ToJson(plan.rewrites);
  if (plan.accounting.listed > 0 && has_target) json["accounting"] = ToJson(plan.accounting);
  if (!plan.warnings.empty()) json["warnings"] = plan.warnings;
  if (!plan.reason.empty()) json["reason"] = plan.reason;
  return json;
}

std::vector<Json> ToPlanPieces(const std::vector<TablePlan>& tables, const std::vector<std::string>& warnings) {
  std::vector<Json> pieces;
  Json piece = Json::array();
  size_t bytes = 0;
  for (const TablePlan& table : tables) {
    Json json = ToJson(table);
    size_t size = FormatJson(json).size() + 1;
    if (bytes + size > kPieceBytes && !piece.empty()) {
      pieces.push_back(Piece(std::exchange(piece, Json::array()), Json::array()));
      bytes = 0;
    }
    bytes += size;
    piece.push_back(std::move(json));
  }
  pieces.push_back(Piece(std::move(piece), warnings));
  return pieces;
}

}  // namespace lakeport::ingest
