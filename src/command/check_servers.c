/* SPDX-License-Identifier: MIT */
#include "command/check_servers.h"
#include "base/fault.h"
#include "base/text.h"
#include <errno.h>
#include <string.h>

#define SECONDS 10
#define SECONDS_MOST 300

static void free_server(void *server) {
  server_free(server);
}

static void free_route(void *route) {
  route_free(route);
}

static bool read_servers(struct check_servers *checked, GError **error) {
  checked->named = g_ptr_array_new_with_free_func(free_server);
  for (char **text = checked->named_texts; text && *text; text++) {
    struct server *server = server_parse(*text, error);
    if (!server)
      return false;
    g_ptr_array_add(checked->named, server);
  }
  g_ptr_array_add(checked->named, NULL);
  return true;
}

static bool read_routes(struct check_servers *checked, GError **error) {
  checked->routes = g_ptr_array_new_with_free_func(free_route);
  for (char **text = checked->route_texts; text && *text; text++) {
    struct route *route = route_parse(*text, error);
    if (!route)
      return false;
    g_ptr_array_add(checked->routes, route);
  }
  g_ptr_array_add(checked->routes, NULL);
  return true;
}

/* Before any server is blamed for it. */
static bool check_ca_file(const char *path, GError **error) {
  g_autofree char *text = NULL, *shown = path ? text_printable(path) : NULL;
  if (!path)
    return true;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return fault(error, FAULT_NO_INPUT, "--ca-file: cannot read %s: %s", shown, g_strerror(errno));
  return strstr(text, "-----BEGIN ") ||
         fault(error, FAULT_CONFIG, "--ca-file: %s has no certificate in it; it must be in PEM", shown);
}

bool check_servers_begin(struct check_servers *checked, struct check_options *options, GError **error) {
  if (checked->timeout < 0 || checked->timeout > SECONDS_MOST)
    return fault(error, FAULT_USAGE, "--timeout: %d is not between 1 and %d seconds", checked->timeout, SECONDS_MOST);
  if (!read_servers(checked, error) || !read_routes(checked, error) || !check_ca_file(checked->ca_file, error))
    return false;
  checked->options = (struct servers_options){.ca_file = checked->ca_file,
                                              .routes = (const struct route *const *)checked->routes->pdata,
                                              .seconds = checked->timeout ? (unsigned int)checked->timeout : SECONDS};
  checked->servers = servers_new(&checked->options);
  options->servers = checked->servers;
  options->named = (const struct server *const *)checked->named->pdata;
  return true;
}

void check_servers_end(struct check_servers *checked) {
  servers_free(checked->servers);
  if (checked->named)
    g_ptr_array_unref(checked->named);
  if (checked->routes)
    g_ptr_array_unref(checked->routes);
  g_strfreev(checked->named_texts);
  g_strfreev(checked->route_texts);
  g_free(checked->ca_file);
}
