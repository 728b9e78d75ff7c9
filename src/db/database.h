#pragma once

#include <chrono>
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

// One row of an answer, by column position. A wrong position, or a number's place that holds none, is a fault of the
// program: the SQL is ours.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

  bool IsNull(size_t column) const { return std::holds_alternative<std::monostate>(values_.at(column)); }
  int64_t Int64(size_t column) const;
  std::string Text(size_t column) const;                     // NULL reads as ""; a number as its digits
  std::optional<std::string> FindText(size_t column) const;  // NULL reads as nullopt
  std::optional<int64_t> FindInt64(size_t column) const;

 private:
  std::vector<Value> values_;
};

enum class Dialect { kSqlite, kPostgres };

// What a transaction can do. Parameters stand as $1, $2, ... in both dialects; a text must be UTF-8 without NUL. One
// statement a call. A statement that failed ends the transaction, in both dialects: what follows it fails too, and
// nothing is committed. So say ON CONFLICT DO NOTHING where a row may be there already.
class Session {
 public:
  virtual ~Session() = default;
  // Rows changed. AlreadyExists for a broken unique key.
  virtual Result<int64_t> Execute(std::string_view sql, const std::vector<Value>& parameters = {}) = 0;
  virtual Result<std::vector<Row>> Query(std::string_view sql, const std::vector<Value>& parameters = {}) = 0;
};

struct DatabaseOptions {
  std::chrono::milliseconds lock_timeout{10'000};       // for a lock that another process or thread holds
  std::chrono::milliseconds connect_timeout{10'000};    // PostgreSQL; whole seconds
  std::chrono::milliseconds statement_timeout{60'000};  // PostgreSQL
  std::chrono::milliseconds idle_timeout{60'000};       // PostgreSQL: for a transaction that asks for nothing
};

// A SQLite file or a PostgreSQL database. Safe from several threads and several processes; not to be carried across
// fork. Connections that broke are made anew.
//   Unavailable: it can't be reached, a lock stays taken past its timeout, or the connection broke; nothing was
//   committed Timeout: a statement took too long; nothing was committed CommitUnknown: the connection broke while
//   COMMIT was under way Conflict: a foreign key is broken, or a serialisation failure came back too often
class Database {
 public:
  virtual ~Database() = default;

  virtual Dialect dialect() const = 0;
  // Runs `work` in one transaction (BEGIN IMMEDIATE on SQLite, read committed on PostgreSQL): committed when it returns
  // ok, else rolled back. `work` may run more than once: a serialisation failure starts it again. Not to be nested.
  virtual Status Transact(const std::function<Status(Session&)>& work) = 0;
  // Runs `work`, which only reads, on one consistent snapshot. Waits for no writer and keeps none waiting. Internal
  // when it tries to write.
  virtual Status Read(const std::function<Status(Session&)>& work) = 0;
};

// "sqlite:///var/lib/lakeport/catalog.db" or "postgresql://user:password@host:5432/name?sslmode=require"; with
// percent-encoding in the latter, as libpq reads it. SQLAlchemy's spellings ("sqlite:////var/...",
// "postgresql+psycopg2://...") are taken too. A SQLite file is made when there is none; its directory must be there.
// InvalidArgument for any other scheme, NotFound for a missing directory or database, Unauthenticated for a wrong
// password, CorruptData for a file that is no database. Errors never show the password.
Result<std::unique_ptr<Database>> OpenDatabase(const std::string& uri, const DatabaseOptions& options = {});

}  // namespace lakeport::db
