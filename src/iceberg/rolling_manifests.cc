#include "iceberg/rolling_manifests.h"

#include <utility>

namespace lakeport::iceberg {

RollingManifests::RollingManifests(storage::FileIO& io, ManifestHeader header, Options options)
    : io_(io), header_(std::move(header)), options_(std::move(options)) {}

Status RollingManifests::Add(const ManifestEntry& entry) {
  if (!writer_) {
    LP_ASSIGN(auto location,
              options_.folder.Child(fmt::format("{}-m{}.avro", options_.commit_uuid, manifests_.size())));
    LP_ASSIGN(writer_, NewManifestWriter(io_, location, header_, options_.snapshot_id));
  }
  LP_TRY(writer_->Add(entry));
  return writer_->size() < options_.target_bytes ? Ok() : Close();
}

Status RollingManifests::Close() {
  if (!writer_) return Ok();
  auto writer = std::move(writer_);
  LP_ASSIGN(auto manifest, writer->Finish());
  manifests_.push_back(std::move(manifest));
  return Ok();
}

}  // namespace lakeport::iceberg
