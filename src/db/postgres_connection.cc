#include "db/postgres_connection.h"

#include <charconv>
#include <optional>

#include <pqxx/pqxx>

#include "base/utf8.h"

namespace lakeport::db {
namespace {

constexpr std::string_view kReadOnlyTransaction = "25006";
constexpr std::string_view kCompletionUnknown = "40003";

struct StateRule {
  std::string_view prefix;  // of the SQLSTATE; the longest that fits comes first
  ErrorKind kind;
};

// https://www.postgresql.org/docs/current/errcodes-appendix.html
constexpr StateRule kStateRules[] = {
    {"22021", ErrorKind::kInvalidArgument},                // not in the database's encoding
    {"22001", ErrorKind::kInvalidArgument},                // too long for its column
    {"23503", ErrorKind::kConflict},                       // foreign key
    {"23505", ErrorKind::kAlreadyExists},                  // unique key
    {"25P03", ErrorKind::kTimeout},                        // idle in transaction
    {"28", ErrorKind::kUnauthenticated},                   // who are you
    {"3D000", ErrorKind::kNotFound},                       // no such database
    {"40", ErrorKind::kConflict},                          // serialisation, deadlock
    {"42501", ErrorKind::kPermissionDenied},               // not yours
    {kReadOnlyTransaction, ErrorKind::kPermissionDenied},  // a stand-by server
    {"55P03", ErrorKind::kUnavailable},                    // lock timeout
    {"57014", ErrorKind::kTimeout},                        // statement timeout
    {"08", ErrorKind::kUnavailable},                       // connection
    {"53", ErrorKind::kUnavailable},                       // out of disk, memory, connections
    {"57P", ErrorKind::kUnavailable},                      // shutting down, starting up
    {"58", ErrorKind::kUnavailable},                       // the server's disk
};

ErrorKind KindOf(std::string_view sqlstate) {
  for (const auto& rule : kStateRules) {
    if (sqlstate.starts_with(rule.prefix)) return rule.kind;
  }
  return ErrorKind::kInternal;
}

// Server messages go on with lines of detail, which show values.
std::string FirstLine(std::string_view text) {
  if (text.starts_with("ERROR:  ") || text.starts_with("FATAL:  ")) text.remove_prefix(8);
  return Printable(text.substr(0, text.find('\n')));
}

// The parameters as libpq takes them: texts that end in NUL, nullptr for NULL.
class TextParameters {
 public:
  explicit TextParameters(const std::vector<Value>& values) {
    texts_.reserve(values.size());
    for (const auto& value : values) texts_.push_back(Format(value));
    for (const auto& text : texts_) pointers_.push_back(text ? text->c_str() : nullptr);
  }
  const std::vector<const char*>& pointers() const { return pointers_; }

 private:
  static std::optional<std::string> Format(const Value& value) {
    if (const auto* number = std::get_if<int64_t>(&value)) return std::to_string(*number);
    if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return std::nullopt;
  }
  std::vector<std::optional<std::string>> texts_;
  std::vector<const char*> pointers_;
};

template <typename Number>
Number ParseNumber(std::string_view text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The column types that are not text, by their object identifiers in pg_type.
Value ToValue(const pqxx::field& field) {
  if (field.is_null()) return std::monostate();
  std::string_view text(field.c_str(), field.size());
  switch (field.type()) {
    case 16: return static_cast<int64_t>(text == "t");  // bool
    case 20:
    case 21:
    case 23:
    case 26: return ParseNumber<int64_t>(text);  // int8, int2, int4, oid
    case 700:
    case 701:
    case 1700: return ParseNumber<double>(text);  // float4, float8, numeric
    default: return std::string(text);
  }
}

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(const DatabaseUri& uri, const std::string& address) : uri_(uri), connection_(address) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    connection_.inhibit_reactivation(true);  // else a lost connection is replaced silently, in mid-transaction
#pragma GCC diagnostic pop
  }

  Status Prepare(const DatabaseOptions& options) {
    return Guard([&] {
      pqxx::nontransaction session(connection_);
      session.exec(
          fmt::format("SET lock_timeout = {}; SET statement_timeout = {}; "
                      "SET idle_in_transaction_session_timeout = {}; SET client_encoding = 'UTF8'",
                      options.lock_timeout.count(), options.statement_timeout.count(), options.idle_timeout.count()));
    });
  }

  bool may_run_again() const override { return may_run_again_; }
  bool is_usable() const override { return connection_.is_open() && !broken_; }

 protected:
  Status Begin(Access access) override {
    may_run_again_ = false;
    access_ = access;
    return Guard([&] {
      session_.emplace(connection_);
      session_->exec(access == Access::kWrite ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                              : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    });
  }

  Status Commit() override {
    Status committed = Guard([&] { session_->exec("COMMIT"); });
    session_.reset();
    if (committed.ok() || is_usable() || access_ == Access::kRead) return committed;
    return CommitUnknown("{}", committed.error().message());
  }

  void Rollback() override {
    if (is_usable()) broken_ = !Guard([&] { session_->exec("ROLLBACK"); }).ok();
    session_.reset();
  }

  Result<int64_t> DoExecute(std::string_view sql, const std::vector<Value>& parameters) override {
    LP_ASSIGN(pqxx::result rows, Run(sql, parameters));
    return static_cast<int64_t>(rows.affected_rows());
  }

  Result<std::vector<Row>> DoQuery(std::string_view sql, const std::vector<Value>& parameters) override {
    LP_ASSIGN(pqxx::result answer, Run(sql, parameters));
    std::vector<Row> rows;
    rows.reserve(answer.size());
    for (const auto& row : answer) {
      std::vector<Value> values;
      for (const auto& field : row) values.push_back(ToValue(field));
      rows.emplace_back(std::move(values));
    }
    return rows;
  }

 private:
  Result<pqxx::result> Run(std::string_view sql, const std::vector<Value>& parameters) {
    pqxx::result rows;
    TextParameters texts(parameters);
    LP_TRY(Guard([&] {
             rows = session_->exec_params(std::string(sql), pqxx::prepare::make_dynamic_params(texts.pointers()));
           }),
           "running {}", sql);
    return rows;
  }

  // Calls `call`, and makes an Error of what libpqxx throws.
  template <typename Call>
  Status Guard(Call call) {
    try {
      call();
      return Ok();
    } catch (const pqxx::sql_error& e) {
      may_run_again_ = e.sqlstate().starts_with("40") && e.sqlstate() != kCompletionUnknown;
      bool ours = access_ == Access::kRead && e.sqlstate() == kReadOnlyTransaction;
      return {Error(ours ? ErrorKind::kInternal : KindOf(e.sqlstate()), Describe(e.what()))};
    } catch (const pqxx::transaction_rollback& e) {
      may_run_again_ = true;
      return Conflict("{}", Describe(e.what()));
    } catch (const pqxx::broken_connection& e) {
      broken_ = true;
      if (connection_.is_open()) return Internal("{}", Describe(e.what()));  // SQLSTATE 08P01: a wrong message from us
      return Unavailable("{}", Describe(e.what()));
    } catch (const std::exception& e) {
      broken_ = true;
      return Internal("{}", Describe(e.what()));
    }
  }

  std::string Describe(const char* what) const {
    return fmt::format("{}: {}", uri_.display, WithoutPasswords(FirstLine(what), uri_.libpq));
  }

  const DatabaseUri uri_;
  pqxx::connection connection_;
  pqxx::quiet_errorhandler quiet_{connection_};  // notices are not for people
  std::optional<pqxx::nontransaction> session_;
  Access access_ = Access::kWrite;
  bool may_run_again_ = false;
  bool broken_ = false;
};

// The reason why a connection could not be made. libpq gives no code, only the server's words.
Error ExplainRefusal(const DatabaseUri& uri, const char* what) {
  auto reason = WithoutPasswords(FirstLine(what), uri.libpq);
  auto says = [&](std::string_view words) { return reason.find(words) != std::string::npos; };
  if (says("authentication failed") || says("no password supplied") || says("no pg_hba.conf entry")) {
    return Unauthenticated("{}: {}; check user, password and pg_hba.conf", uri.display, reason);
  }
  if (says("database \"") && says("does not exist")) return NotFound("{}: {}; create it", uri.display, reason);
  bool malformed = says("URI") || says("invalid connection option") || says("invalid port") ||
                   says("invalid integer") || says("invalid percent-encoded") || (says("invalid") && says("value"));
  if (malformed) return InvalidArgument("{}: {}", uri.display, reason);
  return Unavailable("{}: {}", uri.display, reason);
}

}  // namespace

Result<std::unique_ptr<Connection>> OpenPostgresConnection(const DatabaseUri& uri, const DatabaseOptions& options) {
  auto seconds = std::chrono::ceil<std::chrono::seconds>(options.connect_timeout).count();
  auto address = WithDefaultParameter(uri.libpq, "connect_timeout", std::to_string(seconds));
  address = WithDefaultParameter(address, "application_name", "lakeport");
  address = WithDefaultParameter(address, "tcp_user_timeout", "30000");
  try {
    auto connection = std::make_unique<PostgresConnection>(uri, address);
    LP_TRY(connection->Prepare(options));
    return std::unique_ptr<Connection>(std::move(connection));
  } catch (const std::exception& e) {
    return ExplainRefusal(uri, e.what());
  }
}

}  // namespace lakeport::db
