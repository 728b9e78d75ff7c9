#include "jobs/ingest/delete_tree.h"

namespace lakeport::ingest {

Result<storage::Listing> ListIfThere(storage::FileIO& io, const Location& directory) {
  auto listing = io.List(directory);
  if (!listing.ok() && listing.error().kind() == ErrorKind::kNotFound) return storage::Listing{};
  return listing;
}

Status VisitTree(storage::FileIO& io, const Location& directory,
                 const std::function<Status(const storage::FileInfo&)>& visit) {
  LP_ASSIGN(auto listing, ListIfThere(io, directory));
  for (const auto& file : listing.files) LP_TRY(visit(file));
  for (const auto& child : listing.directories) LP_TRY(VisitTree(io, child, visit));
  return Ok();
}

Status DeleteTree(storage::FileIO& io, const Location& directory,
                  const std::function<bool(const storage::FileInfo&)>& doomed) {
  LP_ASSIGN(auto listing, ListIfThere(io, directory));
  for (const auto& child : listing.directories) LP_TRY(DeleteTree(io, child, doomed));
  for (const auto& file : listing.files) {
    if (doomed(file)) LP_TRY(io.Delete(file.location), "deleting {}", file.location.ToString());
  }
  (void)io.Delete(directory).ok();  // refused while something is left in it
  return Ok();
}

}  // namespace lakeport::ingest
