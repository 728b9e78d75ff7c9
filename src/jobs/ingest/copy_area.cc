#include "jobs/ingest/copy_area.h"

#include <algorithm>
#include <charconv>

#include "base/uuid.h"
#include "jobs/ingest/delete_tree.h"
#include "storage/content_hash.h"

namespace lakeport::ingest {
namespace {

constexpr std::string_view kOwnerFile = "_owner";
constexpr size_t kLongestStem = 80;
constexpr size_t kUuidLength = 36;

bool IsPlain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
}

std::string Extension(hive::StorageFormat format) { return format == hive::StorageFormat::kOrc ? ".orc" : ".parquet"; }

std::string VersionHash(const storage::FileInfo& info) {
  storage::ContentHash hash;
  hash.Update(fmt::format("{}\n{}\n{}", info.location.ToString(), info.size, ToMillis(info.modified)));
  std::string text = hash.Finish();
  return text.substr(text.size() - 16);
}

// 2 of "0192...-2-1a2b3c4d".
std::optional<int> AttemptOf(const std::string& folder, const std::string& job_id) {
  if (!folder.starts_with(job_id + "-")) return std::nullopt;
  int attempt = 0;
  const char* begin = folder.data() + job_id.size() + 1;
  const char* end = folder.data() + folder.size();
  auto [stop, error] = std::from_chars(begin, end, attempt);
  if (error != std::errc() || stop == end || *stop != '-') return std::nullopt;
  return attempt;
}

bool IsOwnerFile(const storage::FileInfo& file) { return file.location.name() == kOwnerFile; }

}  // namespace

std::string CopyName(const SourceFile& file) {
  std::string stem = file.info.location.name();
  std::string extension = Extension(file.partition->format);
  if (stem.ends_with(extension)) stem.resize(stem.size() - extension.size());
  if (stem.size() > kLongestStem) stem.resize(kLongestStem);
  std::replace_if(
      stem.begin(), stem.end(), [](char c) { return !IsPlain(c); }, '_');
  return stem + "-" + VersionHash(file.info) + extension;
}

std::string CopyPath(const SourceFile& file) {
  const std::string& partition = file.partition->path;
  return partition.empty() ? CopyName(file) : partition + "/" + CopyName(file);
}

bool IsFolderOfJob(const std::string& folder, const std::string& job_id) {
  return AttemptOf(folder, job_id).has_value();
}

std::optional<std::string> FindCopyPath(std::string_view below_data) {
  size_t end = below_data.find('/');
  if (end == std::string_view::npos || end <= kUuidLength) return std::nullopt;
  std::string folder(below_data.substr(0, end));
  std::string job = folder.substr(0, kUuidLength);
  if (!IsUuid(job) || !AttemptOf(folder, job)) return std::nullopt;
  return std::string(below_data.substr(end + 1));
}

CopyArea::CopyArea(storage::FileIO& io, Location table, std::string job_id, int attempt)
    : io_(io),
      table_(std::move(table)),
      job_id_(std::move(job_id)),
      attempt_(attempt),
      folder_(fmt::format("{}-{}-{}", job_id_, attempt, NewUuid4().substr(0, 8))) {}

Status CopyArea::TakeOver() {
  LP_ASSIGN(auto folders, ListFolders());
  for (const std::string& folder : folders) {
    if (AttemptOf(folder, job_id_).value_or(0) > attempt_) {
      return Conflict("a later attempt of this job is at work on {}", table_.ToString());
    }
  }
  for (const std::string& folder : folders) {
    LP_ASSIGN(bool ours, TakeFolder(folder));
    if (ours) LP_TRY(IndexFolder(folder));
  }
  return Ok();
}

Result<std::vector<std::string>> CopyArea::ListFolders() const {
  LP_ASSIGN(Location data, table_.Child("data"));
  auto listing = io_.List(data);
  if (!listing.ok() && listing.error().kind() == ErrorKind::kNotFound) return std::vector<std::string>();
  if (!listing.ok()) return std::move(listing).error();
  std::vector<std::string> folders;
  for (const Location& directory : listing->directories) {
    std::string name = directory.name();
    if (name != folder_ && AttemptOf(name, job_id_)) folders.push_back(std::move(name));
  }
  return folders;
}

// Follows the owners from one to the next; the last of them either lets itself be taken over, or has closed.
Result<bool> CopyArea::TakeFolder(const std::string& folder) {
  std::string owned = folder;
  while (true) {
    LP_ASSIGN(std::string owner, Claim(owned, folder_));
    if (owner == folder_) break;
    if (owner == owned || !AttemptOf(owner, job_id_)) return false;
    owned = owner;
  }
  taken_.insert(folder);
  return true;
}

Result<std::string> CopyArea::Claim(const std::string& folder, const std::string& owner) {
  LP_ASSIGN(Location location, OwnerFile(folder));
  Status created = storage::WriteFile(io_, location, owner, storage::WriteMode::kCreate);
  if (created.ok()) {
    if (folder != folder_) claimed_.insert(folder);
    return owner;
  }
  if (created.error().kind() != ErrorKind::kAlreadyExists) return std::move(created).error();
  return storage::ReadFile(io_, location);
}

Status CopyArea::IndexFolder(const std::string& folder) {
  LP_ASSIGN(Location root, table_.Child("data/" + folder));
  size_t prefix = root.path().size() + 1;
  return VisitTree(io_, root, [&](const storage::FileInfo& file) {
    if (!IsOwnerFile(file)) copies_[file.location.path().substr(prefix)] = {folder, file.size};
    return Ok();
  });
}

Result<Location> CopyArea::LocationFor(const SourceFile& file) const {
  std::string path = CopyPath(file);
  auto copy = copies_.find(path);
  bool there = copy != copies_.end() && copy->second.size == file.info.size;
  return table_.Child("data/" + (there ? copy->second.folder : folder_) + "/" + path);
}

Result<Location> CopyArea::LocationForNew(const std::string& partition, const std::string& name) const {
  return table_.Child("data/" + folder_ + (partition.empty() ? "" : "/" + partition) + "/" + name);
}

bool CopyArea::IsThere(const SourceFile& file) const {
  auto copy = copies_.find(CopyPath(file));
  return copy != copies_.end() && copy->second.size == file.info.size;
}

void CopyArea::Use(const SourceFile& file) {
  auto copy = copies_.find(CopyPath(file));
  if (copy != copies_.end() && copy->second.size == file.info.size) copy->second.used = true;
}

Status CopyArea::Close() {
  LP_ASSIGN(std::string owner, Claim(folder_, folder_));
  if (owner == folder_) return Ok();
  return Conflict("another attempt of this job has taken over the copying to {}", table_.ToString());
}

Status CopyArea::Remove() {
  Status closed = Close();
  if (!closed.ok()) return closed.error().kind() == ErrorKind::kConflict ? Ok() : std::move(closed);
  for (const std::string& folder : taken_) {
    // Its `_owner` stays: it keeps the attempt that was taken over from committing what is gone.
    LP_ASSIGN(Location root, table_.Child("data/" + folder));
    LP_TRY(DeleteTree(io_, root, [](const storage::FileInfo& file) { return !IsOwnerFile(file); }));
  }
  LP_ASSIGN(Location root, table_.Child("data/" + folder_));
  LP_TRY(DeleteTree(io_, root, [](const storage::FileInfo& file) { return !IsOwnerFile(file); }));
  LP_TRY(DeleteTree(io_, root, [](const storage::FileInfo&) { return true; }));
  LP_ASSIGN(Location data, table_.Child("data"));
  (void)io_.Delete(data).ok();  // refused while something is left in it
  return Ok();
}

Status CopyArea::RemoveUnused() {
  std::unordered_set<std::string> used;
  LP_ASSIGN(Location data, table_.Child("data"));
  for (const auto& [path, copy] : copies_) {
    if (!copy.used) continue;
    LP_ASSIGN(Location location, data.Child(copy.folder + "/" + path));
    used.insert(location.ToString());
  }
  LP_ASSIGN(auto folders, ListFolders());
  LP_TRY(RemoveBut(folders, used));
  LP_ASSIGN(Location owner, OwnerFile(folder_));
  return io_.Delete(owner);
}

Status CopyArea::RemoveStrays(const std::unordered_set<std::string>& used) {
  LP_ASSIGN(auto folders, ListFolders());
  return RemoveBut(folders, used);
}

Status CopyArea::RemoveBut(const std::vector<std::string>& folders, const std::unordered_set<std::string>& used) {
  std::vector<std::string> taken_over;
  bool copies_taken_over = false;
  for (const std::string& folder : folders) {
    LP_ASSIGN(Location root, table_.Child("data/" + folder));
    LP_ASSIGN(Location owner_file, OwnerFile(folder));
    auto owner = storage::ReadFile(io_, owner_file);
    bool holds_used = false;
    LP_TRY(DeleteTree(io_, root, [&](const storage::FileInfo& file) {
      bool is_used = used.contains(file.location.ToString());
      holds_used = holds_used || is_used;
      return !is_used && !IsOwnerFile(file);
    }));
    if (!owner.ok() || *owner == folder) {
      LP_TRY(DeleteFolder(folder));
      continue;
    }
    taken_over.push_back(folder);
    copies_taken_over = copies_taken_over || holds_used;
  }
  // While copies of one that was taken over are used, those that had them before must not get them back.
  if (copies_taken_over) return Ok();
  for (const std::string& folder : taken_over) LP_TRY(DeleteFolder(folder));
  return Ok();
}

// The folder's `_owner`, and the folder itself when it is empty.
Status CopyArea::DeleteFolder(const std::string& folder) {
  LP_ASSIGN(Location owner, OwnerFile(folder));
  LP_TRY(io_.Delete(owner));
  LP_ASSIGN(Location root, table_.Child("data/" + folder));
  (void)io_.Delete(root).ok();  // refused while something is left in it
  return Ok();
}

Status CopyArea::Release() {
  for (const std::string& folder : claimed_) {
    LP_ASSIGN(Location owner, OwnerFile(folder));
    LP_TRY(io_.Delete(owner));
  }
  return Ok();
}

Result<bool> CopyArea::HasStrays() const {
  LP_ASSIGN(auto folders, ListFolders());
  if (folders.size() != 1) return !folders.empty();
  LP_ASSIGN(Location owner, OwnerFile(folders[0]));
  auto found = io_.Stat(owner);
  if (!found.ok() && found.error().kind() != ErrorKind::kNotFound) return std::move(found).error();
  return found.ok();
}

Result<Location> CopyArea::OwnerFile(const std::string& folder) const {
  return table_.Child(fmt::format("data/{}/{}", folder, kOwnerFile));
}

}  // namespace lakeport::ingest
