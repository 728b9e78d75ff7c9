// LD_PRELOAD library: what would be bound to every interface is bound to loopback instead. For servers that have no
// setting for the address they listen on: Hive Metastore 2.3 and 3.1.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

typedef int (*BindFunction)(int, const struct sockaddr*, socklen_t);

static const struct in6_addr kMappedLoopback = {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1}}};

static void NarrowToLoopback(struct sockaddr_storage* address) {
  if (address->ss_family == AF_INET) {
    struct sockaddr_in* v4 = (struct sockaddr_in*)address;
    if (v4->sin_addr.s_addr == htonl(INADDR_ANY)) v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return;
  }
  if (address->ss_family == AF_INET6) {
    struct sockaddr_in6* v6 = (struct sockaddr_in6*)address;
    if (IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr)) v6->sin6_addr = kMappedLoopback;
  }
}

int bind(int socket, const struct sockaddr* address, socklen_t length) {
  BindFunction next = (BindFunction)dlsym(RTLD_NEXT, "bind");
  struct sockaddr_storage narrowed;
  if (next == NULL) {
    errno = ENOSYS;
    return -1;
  }
  if (address == NULL || length > sizeof narrowed) return next(socket, address, length);
  memset(&narrowed, 0, sizeof narrowed);
  memcpy(&narrowed, address, length);
  NarrowToLoopback(&narrowed);
  return next(socket, (const struct sockaddr*)&narrowed, length);
}
