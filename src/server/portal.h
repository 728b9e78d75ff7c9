#pragma once

#include <memory>
#include <string>

#include "base/time.h"
#include "browse/browser.h"
#include "queue/job_store.h"
#include "server/http.h"
#include "server/router.h"

namespace lakeport::server {

struct PortalOptions {
  std::string executable;   // the lakeport program, which makes plans
  std::string config_path;  // passed on to it
  std::string logs_dir;     // holds <id>.log
  std::string pages_dir;    // the built pages
  std::string user;         // whom everything is done for: the person at this machine
};

// Everything that the portal answers, without the network: routes of the API, health checks, pages, and the guard in
// front of them. Safe from several threads. The store, the browser and the clock must outlive it.
class Portal {
 public:
  Portal(PortalOptions options, queue::JobStore& store, browse::Browser& browser, const Clock& clock);
  ~Portal();

  // `port` is the one that the portal is reached at; requests for other hosts and ports are refused.
  Response Answer(const Request& request, uint16_t port) const;
  const std::vector<Route>& routes() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace lakeport::server
