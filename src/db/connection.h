#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/database.h"

namespace lakeport::db {

enum class Access { kWrite, kRead };

// One connection to a database, and the session of the transaction that is open on it. For one thread.
class Connection : public Session {
 public:
  Result<int64_t> Execute(std::string_view sql, const std::vector<Value>& parameters) final;
  Result<std::vector<Row>> Query(std::string_view sql, const std::vector<Value>& parameters) final;

  // Runs `work` in one transaction. The failure of a statement is returned even if `work` overlooked it.
  Status RunTransaction(Access access, const std::function<Status(Session&)>& work);

  // What the last transaction left behind: whether it is worth running again as it was, and whether the connection is
  // still good for another.
  virtual bool may_run_again() const { return false; }
  virtual bool is_usable() const = 0;
  // True when the last transaction failed before any of its work was begun.
  bool failed_to_begin() const { return failed_to_begin_; }

 protected:
  virtual Status Begin(Access access) = 0;
  virtual Status Commit() = 0;  // leaves no transaction open, whatever it returns
  virtual void Rollback() = 0;  // harmless when none is open
  virtual Result<int64_t> DoExecute(std::string_view sql, const std::vector<Value>& parameters) = 0;
  virtual Result<std::vector<Row>> DoQuery(std::string_view sql, const std::vector<Value>& parameters) = 0;

 private:
  Status CheckMayRun(const std::vector<Value>& parameters) const;

  std::optional<Error> failure_;  // of the first statement that failed in this transaction
  bool failed_to_begin_ = false;
};

}  // namespace lakeport::db
