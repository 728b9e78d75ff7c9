#include "browse/explore.h"

#include "apps/openers.h"
#include "apps/programs.h"

namespace lakeport::apps {

Status Explore(const browse::ExploreRequest& request, const config::Config& config, const browse::OnFound& on_found,
               std::stop_token stop) {
  return browse::Explore(request, config, MakeOpeners(config), on_found, std::move(stop));
}

}  // namespace lakeport::apps
