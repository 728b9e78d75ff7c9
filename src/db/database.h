#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace lakeport::db {

using Value = std::variant<std::monostate, int64_t, double, std::string>;  // monostate is NULL

// One row of an answer, by column position. Wrong position or type is Internal: the SQL is ours.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

  bool IsNull(size_t column) const { return std::holds_alternative<std::monostate>(values_.at(column)); }
  int64_t Int64(size_t column) const;
  std::string Text(size_t column) const;                     // NULL reads as ""
  std::optional<std::string> FindText(size_t column) const;  // NULL reads as nullopt
  std::optional<int64_t> FindInt64(size_t column) const;

 private:
  std::vector<Value> values_;
};

enum class Dialect { kSqlite, kPostgres };

// What a transaction can do. Parameters stand as $1, $2, ... in both dialects.
class Session {
 public:
  virtual ~Session() = default;
  // Rows changed. AlreadyExists for a broken unique key.
  virtual Result<int64_t> Execute(std::string_view sql, const std::vector<Value>& parameters = {}) = 0;
  virtual Result<std::vector<Row>> Query(std::string_view sql, const std::vector<Value>& parameters = {}) = 0;
};

// A SQLite file or a PostgreSQL database. Safe from several threads and several processes.
// Unavailable when it can't be reached or stays locked past the busy timeout; CommitUnknown when the connection broke
// while a COMMIT was under way.
class Database {
 public:
  virtual ~Database() = default;

  virtual Dialect dialect() const = 0;
  // Runs `work` in one transaction (BEGIN IMMEDIATE on SQLite, read committed on PostgreSQL): committed when it returns
  // ok, else rolled back. `work` may run more than once: a serialisation failure starts it again.
  virtual Status Transact(const std::function<Status(Session&)>& work) = 0;
  // Runs `work`, which only reads, on one state of the data. On SQLite it neither waits for writers nor holds them up.
  virtual Status Read(const std::function<Status(Session&)>& work) { return Transact(work); }
};

// "sqlite:///var/lib/lakeport/catalog.db" or "postgresql://user:password@host:5432/name?sslmode=require".
// The file is made when there is none. InvalidArgument for any other scheme; errors never show the password.
Result<std::unique_ptr<Database>> OpenDatabase(const std::string& uri);

}  // namespace lakeport::db
