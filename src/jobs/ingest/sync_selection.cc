#include "jobs/ingest/sync_selection.h"

#include <utility>

namespace lakeport::ingest {

SyncSelection::SyncSelection(OwnFiles own, protocol::IngestMode mode, const Parts& same)
    : own_(std::move(own)), mode_(mode), same_(same), doubles_(own_.doubles()), kept_(own_.set()) {
  for (const auto& [key, file] : own_.files()) left_.emplace(key, &file);
}

bool SyncSelection::IsUnchanged(const SourceFile& file) {
  std::string key = own_.KeyOf(file);
  auto found = left_.find(key);
  if (found == left_.end()) return false;
  const OwnFile* own = found->second;
  left_.erase(found);
  if (mode_ == protocol::IngestMode::kCopy) return true;
  if (own->size == file.info.size && same_.test(FileSet::PartOf(file))) return true;
  looked_.emplace(std::move(key), own);
  return false;
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
