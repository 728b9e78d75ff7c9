#include "storage/azure/azure_file_io.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/utf8.h"
#include "storage/azure/azure_output_file.h"
#include "storage/azure/blob_location.h"

namespace lakeport::storage::azure {
namespace {

constexpr const char* kDirectoryMarker = "hdi_isfolder";

class AzureInputFile final : public InputFile {
 public:
  AzureInputFile(BlobClient& client, BlobName blob, Location location, BlobProperties properties)
      : client_(client), blob_(std::move(blob)), location_(std::move(location)), properties_(std::move(properties)) {}

  const Location& location() const override { return location_; }
  int64_t size() const override { return properties_.size; }

  Result<std::string> ReadAt(int64_t offset, int64_t length) const override {
    if (offset < 0 || length < 0 || offset > size() || length > size() - offset) {
      return CorruptData("{} has {} bytes: there are no {} from {}", Printable(location_.ToString()), size(), length,
                         offset);
    }
    if (length == 0) return std::string();
    return client_.GetRange(blob_, offset, length, properties_.etag);
  }

 private:
  BlobClient& client_;
  const BlobName blob_;
  const Location location_;
  const BlobProperties properties_;
};

// Calls `take` with each page below `prefix`.
template <typename Take>
Status VisitPages(BlobClient& client, const std::string& container, const std::string& prefix, Take take) {
  std::string marker;
  while (true) {
    LP_ASSIGN(auto page, client.List(container, prefix, "/", marker));
    LP_TRY(take(page));
    if (page.next_marker.empty()) return Ok();
    if (page.next_marker == marker) return CorruptData("Azure lists the same page of {} again and again", container);
    marker = page.next_marker;
  }
}

class AzureFileIO final : public FileIO {
 public:
  AzureFileIO(std::unique_ptr<BlobClient> client, AzureFileIOOptions options)
      : client_(std::move(client)), options_(options) {}

  Result<std::unique_ptr<InputFile>> Open(const Location& location) override {
    LP_ASSIGN(auto blob, NameOf(location));
    LP_ASSIGN(auto properties, client_->GetProperties(blob));
    if (properties.is_directory) {
      return InvalidArgument("{} is a directory; name a file", Printable(location.ToString()));
    }
    return std::unique_ptr<InputFile>(
        std::make_unique<AzureInputFile>(*client_, std::move(blob), location, std::move(properties)));
  }

  Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) override {
    LP_ASSIGN(auto blob, NameOf(location));
    LP_TRY(CheckBlobName(blob.name), "creating {}", Printable(location.ToString()));
    return MakeAzureOutputFile(*client_, std::move(blob), location, mode, options_);
  }

  Result<FileInfo> Stat(const Location& location) override {
    LP_ASSIGN(auto blob, NameOf(location));
    LP_ASSIGN(auto properties, client_->GetProperties(blob));
    return InfoOf(location, properties);
  }

  Result<Listing> List(const Location& directory) override {
    LP_ASSIGN(auto blob, ParseBlobLocation(directory));
    auto prefix = blob.name.empty() ? "" : blob.name + "/";
    Listing listing;
    std::set<Location> directories;
    LP_TRY(VisitPages(*client_, blob.container, prefix,
                      [&](const BlobPage& page) { return AddPage(directory, prefix, page, listing, directories); }));
    listing.directories.assign(directories.begin(), directories.end());
    std::sort(listing.files.begin(), listing.files.end(),
              [](const FileInfo& a, const FileInfo& b) { return a.location < b.location; });
    if (listing.files.empty() && listing.directories.empty()) LP_TRY(CheckIsDirectory(directory));
    return listing;
  }

  Status MakeDirectory(const Location& location) override {
    LP_ASSIGN(auto blob, NameOf(location));
    LP_TRY(CheckBlobName(blob.name), "making {}", Printable(location.ToString()));
    auto taken = [&] { return AlreadyExists("{} exists already", Printable(location.ToString())); };
    LP_ASSIGN(auto page, client_->List(blob.container, blob.name + "/", "/", ""));
    if (!page.blobs.empty() || !page.prefixes.empty()) return taken();
    Status made = client_->PutBlob(blob, "", {.metadata = {{kDirectoryMarker, "true"}}}, {.must_be_free = true});
    return !made.ok() && made.error().kind() == ErrorKind::kAlreadyExists ? taken() : made;
  }

  Status Delete(const Location& location) override {
    LP_ASSIGN(auto blob, NameOf(location));
    return client_->Delete(blob);
  }

 private:
  static Result<BlobName> NameOf(const Location& location) {
    LP_ASSIGN(auto blob, ParseBlobLocation(location));
    if (blob.name.empty()) return InvalidArgument("{} is a container; name a file", Printable(location.ToString()));
    return BlobName{std::move(blob.container), std::move(blob.name)};
  }

  static FileInfo InfoOf(const Location& location, const BlobProperties& properties) {
    auto hash = properties.metadata.find(kHashMetadata);
    return {.location = location,
            .size = properties.size,
            .modified = properties.modified,
            .is_directory = properties.is_directory,
            .hash = hash == properties.metadata.end() ? "" : hash->second};
  }

  static Status AddPage(const Location& directory, const std::string& prefix, const BlobPage& page, Listing& listing,
                        std::set<Location>& directories) {
    auto child = [&](std::string_view name) -> Result<Location> {
      if (!name.starts_with(prefix)) return CorruptData("Azure lists {} below {}", Printable(name), Printable(prefix));
      return directory.Child(name.substr(prefix.size()));
    };
    for (const auto& blob : page.blobs) {
      if (blob.name == prefix) continue;  // a marker of the directory itself, as some clients make it
      LP_ASSIGN(auto location, child(blob.name));
      if (blob.properties.is_directory) {
        directories.insert(std::move(location));
      } else {
        listing.files.push_back(InfoOf(location, blob.properties));
      }
    }
    for (std::string_view name : page.prefixes) {
      if (name.ends_with('/')) name.remove_suffix(1);
      LP_ASSIGN(auto location, child(name));
      directories.insert(std::move(location));
    }
    return Ok();
  }

  // Of what has nothing in it.
  Status CheckIsDirectory(const Location& directory) {
    LP_ASSIGN(auto blob, ParseBlobLocation(directory));
    if (blob.name.empty()) return Ok();
    LP_ASSIGN(auto properties, client_->GetProperties({blob.container, blob.name}));
    if (properties.is_directory) return Ok();
    return NotFound("{} is a file, no directory", Printable(directory.ToString()));
  }

  const std::unique_ptr<BlobClient> client_;
  const AzureFileIOOptions options_;
};

}  // namespace

std::unique_ptr<FileIO> MakeAzureFileIO(std::unique_ptr<BlobClient> client, const AzureFileIOOptions& options) {
  return std::make_unique<AzureFileIO>(std::move(client), options);
}

}  // namespace lakeport::storage::azure
