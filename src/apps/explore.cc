#include "browse/explore.h"

#include "apps/programs.h"
#include "catalogs/open.h"
#include "hive/open.h"
#include "storage/resolve.h"

namespace lakeport::apps {

Status Explore(const browse::ExploreRequest& request, const config::Config& config, const browse::OnFound& on_found,
               std::stop_token stop) {
  return browse::Explore(request, config, {hive::OpenSource, catalogs::OpenCatalog, storage::MakeFileIO}, on_found,
                         std::move(stop));
}

}  // namespace lakeport::apps
