#include "storage/resolve.h"

#include <mutex>
#include <utility>

#include "base/utf8.h"
#include "storage/azure/account.h"
#include "storage/azure/azure_file_io.h"
#include "storage/azure/blob_location.h"
#include "storage/local_file_io.h"

namespace lakeport::storage {
namespace {

constexpr std::string_view kReachable = "file://, abfss:// and Azure's other spellings";

const Clock& TheClock() {
  static const SystemClock clock;
  return clock;
}

// The storage accounts that are known, all reached by one HTTP client.
class AzureStores {
 public:
  explicit AzureStores(AzureAccounts accounts) : accounts_(std::move(accounts)) {}

  Result<std::unique_ptr<FileIO>> Open(const Location& location) {
    LP_ASSIGN(auto blob, azure::ParseBlobLocation(location));
    auto settings = accounts_.find(blob.account);
    if (settings == accounts_.end()) {
      return InvalidArgument(
          "{} lies in storage account {}, of which nothing is known; add a connection with type = \"azure\" and "
          "account = \"{}\" to lakeport.toml",
          Printable(location.ToString()), blob.account, blob.account);
    }
    LP_ASSIGN(auto client,
              azure::OpenAccount(settings->second, blob.domain, azure::ThisEnvironment(), Http(), TheClock()),
              "opening storage account {}", blob.account);
    return azure::MakeAzureFileIO(std::move(client));
  }

 private:
  std::shared_ptr<net::HttpClient> Http() {
    std::lock_guard lock(mutex_);
    if (http_ == nullptr) http_ = net::Retrying(net::MakeHttpClient());
    return http_;
  }

  const AzureAccounts accounts_;
  std::mutex mutex_;
  std::shared_ptr<net::HttpClient> http_;
};

class ResolvingFileIO final : public FileIO {
 public:
  explicit ResolvingFileIO(OpenStore open) : open_(std::move(open)) {}

  Result<std::unique_ptr<InputFile>> Open(const Location& location) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->Open(location);
  }
  Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->Create(location, mode);
  }
  Result<FileInfo> Stat(const Location& location) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->Stat(location);
  }
  Result<Listing> List(const Location& directory) override {
    LP_ASSIGN(FileIO * io, Resolve(directory));
    return io->List(directory);
  }
  Status MakeDirectory(const Location& location) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->MakeDirectory(location);
  }
  Status Delete(const Location& location) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->Delete(location);
  }

 private:
  Result<FileIO*> Resolve(const Location& location) {
    std::lock_guard lock(mutex_);
    auto& io = stores_[{location.scheme(), location.authority()}];
    if (io == nullptr) {
      LP_ASSIGN(io, open_(location));
    }
    return io.get();
  }

  const OpenStore open_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<FileIO>> stores_;
};

}  // namespace

Result<Location> NormalizeLocation(const Location& location) {
  if (!azure::IsBlobLocation(location)) return location;
  LP_ASSIGN(auto blob, azure::ParseBlobLocation(location));
  return azure::ToLocation(blob);
}

OpenStore MakeOpenStore(AzureAccounts accounts) {
  auto azure = std::make_shared<AzureStores>(std::move(accounts));
  return [azure](const Location& location) -> Result<std::unique_ptr<FileIO>> {
    if (location.is_local()) return MakeLocalFileIO();
    if (azure::IsBlobLocation(location)) return azure->Open(location);
    return Unsupported("{} lies on a store that can't be reached yet; what can: {}", Printable(location.ToString()),
                       kReachable);
  };
}

std::unique_ptr<FileIO> MakeResolvingFileIO(OpenStore open) {
  return std::make_unique<ResolvingFileIO>(std::move(open));
}

}  // namespace lakeport::storage
