#include "jobs/ingest/sync_selection.h"

#include <utility>

namespace lakeport::ingest {

SyncSelection::SyncSelection(OwnFiles own, protocol::IngestMode mode, const Parts& same)
    : own_(std::move(own)), mode_(mode), same_(same), doubles_(own_.doubles()), kept_(own_.set()) {
  for (const auto& [key, file] : own_.files()) {
    if (file.version.empty()) {
      left_.emplace(key, &file);
    } else {
      written_[file.version].push_back(&file);
    }
  }
}

bool SyncSelection::IsUnchanged(const SourceFile& file) {
  std::string key = own_.KeyOf(file);
  auto found = left_.find(key);
  if (found == left_.end()) return HasWritten(file.partition->version);
  const OwnFile* own = found->second;
  left_.erase(found);
  if (mode_ != protocol::IngestMode::kInPlace) return true;
  if (own->size == file.info.size && same_.test(FileSet::PartOf(file))) return true;
  looked_.emplace(std::move(key), own);
  return false;
}

bool SyncSelection::HasWritten(const std::string& version) {
  if (!written_holds_) return false;
  if (shown_.contains(version)) return true;
  if (written_.erase(version) == 0) return false;
  shown_.insert(version);
  return true;
}

int64_t SyncSelection::CountVanished() const {
  size_t count = left_.size() + doubles_.size();
  for (const auto& [version, files] : written_) count += files.size();
  return static_cast<int64_t>(count);
}

Result<bool> SyncSelection::IsSettled(const SourceFile& file, const iceberg::DataFile& entry, iceberg::Append& append) {
  auto found = looked_.find(own_.KeyOf(file));
  if (found == looked_.end()) return false;
  const OwnFile* own = found->second;
  looked_.erase(found);
  if (own->digest == DigestOf(entry)) return true;
  LP_TRY(Remove(*own, append));
  return false;
}

Status SyncSelection::RemoveVanished(iceberg::Append& append) {
  for (const auto* files : {&left_, &looked_}) {
    for (const auto& [key, file] : *files) LP_TRY(Remove(*file, append));
  }
  for (const auto& [version, files] : written_) {
    for (const OwnFile* file : files) LP_TRY(Remove(*file, append));
  }
  for (const std::string& path : doubles_) LP_TRY(Remove({.path = path}, append));
  return Ok();
}

Status SyncSelection::Remove(const OwnFile& file, iceberg::Append& append) {
  LP_TRY(append.Remove(file.path));
  kept_.Remove(file.path);
  removed_ += 1;
  return Ok();
}

}  // namespace lakeport::ingest
