#include "worker/drop_in.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "launch/new_job.h"

namespace lakeport::worker {
namespace {

constexpr size_t kFilesPerSweep = 300;
constexpr size_t kIdLength = 36;
constexpr size_t kMaxShownName = 200;

bool IsCandidate(const std::string& name) {
  constexpr std::array<std::string_view, 3> kUnfinished{"~", ".tmp", ".part"};
  return !name.starts_with('.') &&
         std::none_of(kUnfinished.begin(), kUnfinished.end(), [&](auto ending) { return name.ends_with(ending); });
}

bool IsTakenName(const std::string& name) {
  return name.size() > kIdLength + 1 && name[kIdLength] == '.' && IsUuid(name.substr(0, kIdLength));
}

// A file's name as it may stand in a job and in messages.
std::string Shown(const std::string& name) { return Printable(name).substr(0, kMaxShownName); }

}  // namespace

Status DropIn::Sweep(SteadyTime now) {
  for (const auto& name : ListNames(state_.taken(), kFilesPerSweep, IsTakenName)) LP_TRY(Submit(name));
  auto names = ListNames(state_.queue(), kFilesPerSweep, IsCandidate);
  std::erase_if(seen_, [&](const auto& seen) { return !std::binary_search(names.begin(), names.end(), seen.first); });
  for (const auto& name : names) LP_TRY(Look(name, now));
  return Ok();
}

Status DropIn::Look(const std::string& name, SteadyTime now) {
  std::string path = state_.queue() + "/" + name;
  auto look = LookAtFile(path);
  if (!look.ok()) return Ok();
  auto [entry, is_new] = seen_.try_emplace(name, Seen{look->stamp, now});
  Seen& seen = entry->second;
  bool changed = is_new || seen.stamp != look->stamp;
  if (changed) seen = {look->stamp, now};
  bool settled = now - seen.since >= settle_;
  if (seen.stuck || !(changed || settled)) return Ok();
  std::string reason = look->refusal;
  if (reason.empty()) {
    auto job_file = ReadJobFile(path, "the job file");
    if (job_file.ok()) return Take(name);
    if (settled) reason = job_file.error().ToString();
  }
  if (!reason.empty()) Reject(path, name, reason);
  return Ok();
}

Status DropIn::Take(const std::string& name) {
  std::string taken_name = NewUuid7() + "." + name.substr(0, kMaxShownName);
  std::string path = state_.queue() + "/" + name;
  if (rename(path.c_str(), (state_.taken() + "/" + taken_name).c_str()) == 0) return Submit(taken_name);
  if (errno == ENOENT) return Ok();  // another worker has it
  LogWarning("queue/{} can't be taken: {}", Shown(name), std::strerror(errno));
  seen_.at(name).stuck = true;
  return Ok();
}

// `taken_name` is the job's id, a dot, and the name that the file had.
Status DropIn::Submit(const std::string& taken_name) {
  std::string id = taken_name.substr(0, kIdLength);
  std::string name = taken_name.substr(kIdLength + 1);
  std::string path = state_.taken() + "/" + taken_name;
  auto submit = [&]() -> Result<queue::Job> {
    LP_ASSIGN(auto job_file, ReadJobFile(path, "the job file"));
    LP_ASSIGN(auto job, launch::MakeNewJob(job_file.request, job_file.owner, "queue/" + Shown(name)));
    job.id = id;
    return store_.Submit(job);
  };
  auto submitted = submit();
  if (submitted.ok() || submitted.error().kind() == ErrorKind::kAlreadyExists) {
    unlink(path.c_str());
    LogInfo("queue/{} is job {}", Shown(name), id);
    return Ok();
  }
  if (submitted.error().kind() != ErrorKind::kInvalidArgument) {
    return std::move(submitted).error().With(fmt::format("submitting queue/{}", Shown(name)));
  }
  Reject(path, name, submitted.error().ToString());
  return Ok();
}

void DropIn::Reject(const std::string& path, const std::string& name, const std::string& reason) {
  auto moved = MoveAside(path, state_.rejected(), name);
  if (!moved.ok()) {
    if (auto seen = seen_.find(name); seen != seen_.end()) seen->second.stuck = true;
    if (moved.error().kind() == ErrorKind::kNotFound) return;  // another worker has moved it
    LogWarning("queue/{} is no job: {}; {}", Shown(name), reason, moved.error().ToString());
    return;
  }
  LogWarning("queue/{} is rejected: {}", Shown(name), reason);
  Status written = WriteNewFile(*moved + ".reason.txt", reason + "\n");
  if (!written.ok()) LogWarning("the reason could not be kept: {}", written.error().ToString());
}

}  // namespace lakeport::worker
