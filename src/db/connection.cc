#include "db/connection.h"

#include "base/utf8.h"

namespace lakeport::db {
namespace {

Status CheckText(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || (text->find('\0') == std::string::npos && IsUtf8(*text))) return Ok();
  return InvalidArgument("a text for the database must be UTF-8 without NUL: \"{}\"", Printable(*text));
}

}  // namespace

Result<int64_t> Connection::Execute(std::string_view sql, const std::vector<Value>& parameters) {
  LP_TRY(CheckMayRun(parameters));
  auto changed = DoExecute(sql, parameters);
  if (!changed.ok()) failure_ = changed.error();
  return changed;
}

Result<std::vector<Row>> Connection::Query(std::string_view sql, const std::vector<Value>& parameters) {
  LP_TRY(CheckMayRun(parameters));
  auto rows = DoQuery(sql, parameters);
  if (!rows.ok()) failure_ = rows.error();
  return rows;
}

Status Connection::CheckMayRun(const std::vector<Value>& parameters) const {
  if (failure_) return Internal("an earlier statement ended the transaction: {}", failure_->ToString());
  for (const auto& parameter : parameters) LP_TRY(CheckText(parameter));
  return Ok();
}

Status Connection::RunTransaction(Access access, const std::function<Status(Session&)>& work) {
  failure_.reset();
  Status begun = Begin(access);
  failed_to_begin_ = !begun.ok();
  LP_TRY(std::move(begun));
  Status done = work(*this);
  if (done.ok() && failure_) done = *failure_;
  if (done.ok()) return Commit();
  Rollback();
  return done;
}

}  // namespace lakeport::db
