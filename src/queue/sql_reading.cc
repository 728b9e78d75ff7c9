#include <algorithm>

#include <fmt/ranges.h>

#include "queue/sql_parts.h"

namespace lakeport::queue::sql {
namespace {

constexpr int kMaxPage = 10'000;

int64_t PageSize(int limit) { return std::clamp(limit, 1, kMaxPage); }

// Conditions joined by AND, and their parameters.
class Conditions {
 public:
  // `sql` holds "{}" where the parameter's name stands.
  void Add(std::string_view sql, db::Value value) {
    parameters_.push_back(std::move(value));
    terms_.push_back(fmt::format(fmt::runtime(sql), fmt::format("${}", parameters_.size())));
  }
  void AddStates(const std::vector<JobState>& states) {
    if (states.empty()) return;
    std::vector<std::string> names;
    for (JobState state : states) names.push_back(fmt::format("'{}'", ToString(state)));
    terms_.push_back(fmt::format("j.state IN ({})", fmt::join(names, ", ")));
  }

  std::string Where() const { return terms_.empty() ? "" : fmt::format("WHERE {}", fmt::join(terms_, " AND ")); }
  const std::vector<db::Value>& parameters() const { return parameters_; }

 private:
  std::vector<std::string> terms_;
  std::vector<db::Value> parameters_;
};

std::string ToLower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

Conditions ConditionsFor(const Work& work, const JobFilter& filter) {
  Conditions conditions;
  if (!filter.engine.empty()) conditions.Add("j.engine = {}", filter.engine);
  if (!filter.user.empty()) conditions.Add("j.username = {}", filter.user);
  if (!filter.parent.empty()) conditions.Add("j.parent <> '' AND j.parent = {}", filter.parent);
  bool postgres = work.dialect == db::Dialect::kPostgres;
  if (!filter.text.empty()) {
    conditions.Add(postgres ? "strpos(j.search, {}) > 0" : "instr(j.search, {}) > 0", ToLower(filter.text));
  }
  return conditions;
}

}  // namespace

Result<JobPage> ListJobs(Work& work, const JobFilter& filter, const std::string& after, int limit) {
  Conditions conditions = ConditionsFor(work, filter);
  conditions.AddStates(filter.states);
  if (!after.empty()) conditions.Add("j.id < {}", after);
  int64_t size = PageSize(limit);
  JobPage page;
  LP_ASSIGN(page.jobs, SelectJobs(work, fmt::format("{} ORDER BY j.id DESC LIMIT {}", conditions.Where(), size + 1),
                                  conditions.parameters()));
  if (page.jobs.size() > static_cast<size_t>(size)) {
    page.jobs.pop_back();
    page.next = page.jobs.back().id;
  }
  return page;
}

Result<std::map<JobState, int64_t>> CountJobs(Work& work, const JobFilter& filter) {
  Conditions conditions = ConditionsFor(work, filter);
  LP_ASSIGN(auto rows,
            work.session.Query(
                fmt::format("SELECT j.state, count(*) FROM lakeport_jobs j {} GROUP BY j.state", conditions.Where()),
                conditions.parameters()));
  std::map<JobState, int64_t> counts;
  for (const auto& row : rows) {
    LP_ASSIGN(JobState state, ParseJobState(row.Text(0)));
    counts[state] = row.Int64(1);
  }
  return counts;
}

Result<std::vector<Event>> ListEvents(Work& work, const std::string& id, int64_t after, int limit) {
  LP_ASSIGN(auto rows, work.session.Query("SELECT seq, attempt, at, line FROM lakeport_job_events "
                                          "WHERE job_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                                          {id, after, PageSize(limit)}));
  if (rows.empty()) LP_TRY(SelectJob(work, id));
  std::vector<Event> events;
  events.reserve(rows.size());
  for (const auto& row : rows) {
    events.push_back({row.Int64(0), static_cast<int>(row.Int64(1)), FromMillis(row.Int64(2)), row.Text(3)});
  }
  return events;
}

Result<std::vector<TableResult>> ListTables(Work& work, const std::string& id, const std::string& after, int limit) {
  LP_ASSIGN(auto rows, work.session.Query("SELECT name, status, event FROM lakeport_job_tables "
                                          "WHERE job_id = $1 AND name > $2 ORDER BY name LIMIT $3",
                                          {id, after, PageSize(limit)}));
  if (rows.empty()) LP_TRY(SelectJob(work, id));
  std::vector<TableResult> tables;
  tables.reserve(rows.size());
  for (const auto& row : rows) tables.push_back({row.Text(0), row.Text(1), row.Text(2)});
  return tables;
}

}  // namespace lakeport::queue::sql
