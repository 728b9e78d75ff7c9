#include "db/sqlite_connection.h"

#include <filesystem>
#include <map>
#include <thread>

#include <sqlite3.h>

#include "base/utf8.h"

namespace lakeport::db {
namespace {

constexpr size_t kKeptStatements = 200;

struct CodeRule {
  int code;  // extended, or primary when the extended one has no rule
  ErrorKind kind;
  const char* remedy;
};

constexpr CodeRule kCodeRules[] = {
    {SQLITE_CONSTRAINT_UNIQUE, ErrorKind::kAlreadyExists, ""},
    {SQLITE_CONSTRAINT_PRIMARYKEY, ErrorKind::kAlreadyExists, ""},
    {SQLITE_CONSTRAINT_ROWID, ErrorKind::kAlreadyExists, ""},
    {SQLITE_CONSTRAINT_FOREIGNKEY, ErrorKind::kConflict, ""},
    {SQLITE_BUSY, ErrorKind::kUnavailable, "another process has held it for too long; end that process, or try again"},
    {SQLITE_LOCKED, ErrorKind::kUnavailable, ""},
    {SQLITE_FULL, ErrorKind::kUnavailable, "free some disk space, then run again"},
    {SQLITE_IOERR, ErrorKind::kUnavailable, "check the disk"},
    {SQLITE_NOMEM, ErrorKind::kUnavailable, ""},
    {SQLITE_READONLY, ErrorKind::kPermissionDenied,
     "give the user that Lakeport runs as the right to write the file and its directory"},
    {SQLITE_PERM, ErrorKind::kPermissionDenied, ""},
    {SQLITE_AUTH, ErrorKind::kPermissionDenied, ""},
    {SQLITE_CANTOPEN, ErrorKind::kPermissionDenied,
     "give the user that Lakeport runs as the right to write the file and its directory"},
    {SQLITE_CORRUPT, ErrorKind::kCorruptData, "restore it from a backup"},
    {SQLITE_NOTADB, ErrorKind::kCorruptData, "name another file"},
};

const CodeRule* FindRule(int code) {
  for (int wanted : {code, code & 0xff}) {
    for (const auto& rule : kCodeRules) {
      if (rule.code == wanted) return &rule;
    }
  }
  return nullptr;
}

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(std::string path, const DatabaseOptions& options) : path_(std::move(path)), options_(options) {}

  Status Open() {
    sqlite3* opened = nullptr;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path_.c_str(), &opened, flags, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) return Failure(code);
    sqlite3_busy_timeout(opened, static_cast<int>(options_.lock_timeout.count()));
    LP_TRY(TurnOnWriteAheadLog());
    LP_TRY(DoExecute("PRAGMA synchronous = FULL", {}));
    LP_TRY(DoExecute("PRAGMA foreign_keys = ON", {}));
    return Ok();
  }

  bool is_usable() const override { return usable_; }

 protected:
  Status Begin(Access access) override {
    access_ = access;
    LP_TRY(DoExecute(access == Access::kWrite ? "BEGIN IMMEDIATE" : "BEGIN", {}));
    return Ok();
  }

  Status Commit() override {
    auto committed = DoExecute("COMMIT", {});
    if (committed.ok()) return Ok();
    Rollback();
    bool unknown = access_ == Access::kWrite && (last_code_ & 0xff) == SQLITE_IOERR;
    if (unknown) return CommitUnknown("{}", committed.error().message());
    return std::move(committed).error();
  }

  void Rollback() override {
    if (sqlite3_get_autocommit(database_.get()) != 0) return;
    usable_ = DoExecute("ROLLBACK", {}).ok() && usable_;
  }

  Result<int64_t> DoExecute(std::string_view sql, const std::vector<Value>& parameters) override {
    int64_t before = sqlite3_total_changes64(database_.get());
    LP_TRY(DoQuery(sql, parameters));
    bool changed = sqlite3_total_changes64(database_.get()) != before;
    return changed ? sqlite3_changes64(database_.get()) : 0;
  }

  Result<std::vector<Row>> DoQuery(std::string_view sql, const std::vector<Value>& parameters) override {
    LP_ASSIGN(sqlite3_stmt * statement, Prepare(sql));
    if (access_ == Access::kRead && sqlite3_stmt_readonly(statement) == 0) {
      return Internal("a transaction that only reads was asked to write: {}", sql);
    }
    Status bound = Bind(statement, sql, parameters);
    auto rows = bound.ok() ? Step(statement) : Result<std::vector<Row>>(std::move(bound).error());
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return rows;
  }

 private:
  // It stays with the file, and needs the file to itself for a moment; SQLite does not wait for that by itself.
  Status TurnOnWriteAheadLog() {
    auto give_up = std::chrono::steady_clock::now() + options_.lock_timeout;
    while (true) {
      auto mode = DoQuery("PRAGMA journal_mode = WAL", {});
      if (mode.ok()) return Ok();
      bool busy = (last_code_ & 0xff) == SQLITE_BUSY;
      if (!busy || std::chrono::steady_clock::now() >= give_up) return std::move(mode).error();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  Result<sqlite3_stmt*> Prepare(std::string_view sql) {
    auto found = statements_.find(sql);
    if (found != statements_.end()) return found->second.get();
    sqlite3_stmt* prepared = nullptr;
    const char* rest = nullptr;
    int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                  &prepared, &rest);
    Statement statement(prepared);
    if (code != SQLITE_OK) return Failure(code).With(fmt::format("running {}", sql));
    if (statement == nullptr || rest != sql.data() + sql.size()) return Internal("not one statement: {}", sql);
    if (statements_.size() >= kKeptStatements) statements_.clear();
    return statements_.emplace(std::string(sql), std::move(statement)).first->second.get();
  }

  // $1 is a name to SQLite, not a number.
  Status Bind(sqlite3_stmt* statement, std::string_view sql, const std::vector<Value>& parameters) {
    if (static_cast<size_t>(sqlite3_bind_parameter_count(statement)) != parameters.size()) {
      return Internal("{} parameters for {}", parameters.size(), sql);
    }
    for (size_t i = 0; i < parameters.size(); ++i) {
      int index = sqlite3_bind_parameter_index(statement, fmt::format("${}", i + 1).c_str());
      int code = index == 0 ? SQLITE_RANGE : BindValue(statement, index, parameters[i]);
      if (code != SQLITE_OK) return Failure(code).With(fmt::format("binding ${} of {}", i + 1, sql));
    }
    return Ok();
  }

  static int BindValue(sqlite3_stmt* statement, int index, const Value& value) {
    if (const auto* number = std::get_if<int64_t>(&value)) return sqlite3_bind_int64(statement, index, *number);
    if (const auto* real = std::get_if<double>(&value)) return sqlite3_bind_double(statement, index, *real);
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return sqlite3_bind_null(statement, index);
    return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }

  Result<std::vector<Row>> Step(sqlite3_stmt* statement) {
    std::vector<Row> rows;
    while (true) {
      int code = sqlite3_step(statement);
      if (code == SQLITE_DONE) return rows;
      if (code != SQLITE_ROW) return Failure(code);
      std::vector<Value> values;
      for (int i = 0; i < sqlite3_column_count(statement); ++i) values.push_back(ReadColumn(statement, i));
      rows.emplace_back(std::move(values));
    }
  }

  static Value ReadColumn(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_NULL: return std::monostate();
      case SQLITE_INTEGER: return static_cast<int64_t>(sqlite3_column_int64(statement, column));
      case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
      default: {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
        auto size = static_cast<size_t>(sqlite3_column_bytes(statement, column));
        return bytes == nullptr ? std::string() : std::string(bytes, size);
      }
    }
  }

  Error Failure(int code) {
    last_code_ = code;
    const CodeRule* rule = FindRule(code);
    auto message = fmt::format("{}: {}", Printable(path_), sqlite3_errmsg(database_.get()));
    if (rule == nullptr) return {ErrorKind::kInternal, message};
    if (*rule->remedy != '\0') message += fmt::format("; {}", rule->remedy);
    return {rule->kind, message};
  }

  const std::string path_;
  const DatabaseOptions options_;
  std::unique_ptr<sqlite3, CloseDatabase> database_;
  std::map<std::string, Statement, std::less<>> statements_;  // by their text
  Access access_ = Access::kWrite;
  int last_code_ = SQLITE_OK;
  bool usable_ = true;
};

Status CheckPlace(const std::filesystem::path& path) {
  std::error_code ignored;
  auto directory = path.parent_path();
  if (!std::filesystem::is_directory(directory, ignored)) {
    return NotFound("there is no directory {}; make it, or name another place for the database",
                    Printable(directory.string()));
  }
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored)) {
    return InvalidArgument("{} is not a file; name a SQLite database", Printable(path.string()));
  }
  return Ok();
}

}  // namespace

Result<std::unique_ptr<Connection>> OpenSqliteConnection(const std::string& path, const DatabaseOptions& options) {
  LP_TRY(CheckPlace(path));
  auto connection = std::make_unique<SqliteConnection>(path, options);
  LP_TRY(connection->Open(), "opening the database {}", Printable(path));
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace lakeport::db
