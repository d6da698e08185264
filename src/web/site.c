/* SPDX-License-Identifier: MIT */
#include "web/site.h"
#include "base/progress.h"
#include "report/resource.h"
#include "web/site_folder.h"
#include "web/site_parts.h"
#include "web/view.h"
#include <stdlib.h>
#include <string.h>

#define STAMP "Generated "
#define STAMP_LENGTH 19 /* 2026-11-24 12:00:00 */

/* A page to be written. */
struct todo {
  char *path; /* without its ending */
  const struct page *page;
  struct filter filter;
  GStringChunk *texts; /* of the filter */
};

struct site {
  struct site_paths paths;
  struct site_folder *folder;
  struct data_version *version;
  const char *base_url;
  GQueue first, todo; /* of struct todo; `first` has the start pages of domains, whose sources get pages first */
  GHashTable *known;  /* paths that are written or to be written */
  const char *here;   /* path of the page that is being written */
  struct site_result *result;
};

static void todo_free(struct todo *todo) {
  g_string_chunk_free(todo->texts);
  g_free(todo->path);
  g_free(todo);
}

/* -- links: what is linked is to be written ------------------------------------------------------------------------ */

static const char *keep(GStringChunk *texts, const char *text) {
  return text ? g_string_chunk_insert(texts, text) : NULL;
}

static void want(struct site *site, const char *path, const struct page *page, const struct filter *filter) {
  if (g_hash_table_contains(site->known, path))
    return;
  struct todo *todo = g_new(struct todo, 1);
  *todo = (struct todo){g_strdup(path), page, *filter, g_string_chunk_new(64)};
  todo->filter.domain = keep(todo->texts, site->paths.domain ? site->paths.domain : filter->domain);
  todo->filter.report_id = keep(todo->texts, filter->report_id);
  const bool first = g_str_equal(page->id, "domain") && g_str_has_suffix(path, "index");
  g_queue_push_tail(first ? &site->first : &site->todo, todo);
  g_hash_table_add(site->known, g_strdup(path));
}

/* From the page that is being written. */
static struct url *relative(const struct site *site, const char *path) {
  g_autoptr(GString) up = g_string_new(NULL);
  for (const char *p = site->here; *p; p++)
    g_string_append(up, *p == '/' ? "../" : "");
  struct url *url = url_new(up->str);
  g_auto(GStrv) names = g_strsplit(path, "/", -1);
  for (unsigned int i = 0; names[i]; i++)
    url_add_segment(url, names[i]);
  return url;
}

static char *data_path(const char *path, const char *name, enum format format) {
  return g_strdup_printf("%s.%s.%s", path, name, format_name(format));
}

static struct url *link_to(void *user, const struct view *from, const struct target *target) {
  struct site *site = user;
  (void)from;
  g_autofree char *path = site_path(&site->paths, target);
  if (!path)
    return NULL;
  if (!target->data)
    want(site, path, target->page, &target->filter);
  g_autofree char *file =
      target->data ? data_path(path, target->data, target->format) : g_strconcat(path, ".html", NULL);
  return relative(site, file);
}

static struct url *link_file(void *user, const struct view *from, const char *name) {
  (void)from;
  return relative(user, name);
}

static struct url *link_canonical(void *user, const struct view *from) {
  struct site *site = user;
  (void)from;
  if (!site->base_url)
    return NULL;
  struct url *url = url_new(site->base_url);
  g_autofree char *file = g_strconcat(site->here, ".html", NULL);
  g_auto(GStrv) names = g_strsplit(file, "/", -1);
  for (unsigned int i = 0; names[i]; i++)
    url_add_segment(url, names[i]);
  return url;
}

/* -- files --------------------------------------------------------------------------------------------------------- */

struct bytes {
  char *text;
  size_t length;
  FILE *out;
};

static void bytes_begin(struct bytes *bytes) {
  *bytes = (struct bytes){0};
  bytes->out = open_memstream(&bytes->text, &bytes->length);
  if (!bytes->out)
    g_error("out of memory");
}

/* With `good` false, only lets go of them. */
static bool put(struct site *site, const char *path, struct bytes *bytes, size_t stamp, const char *digest, bool good,
                GError **error) {
  if (fclose(bytes->out) != 0)
    g_error("out of memory");
  bool unchanged = false;
  const struct site_folder_file file = {path, bytes->text, bytes->length, stamp, stamp ? STAMP_LENGTH : 0, digest};
  good = good && site_folder_put(site->folder, &file, &unchanged, error);
  site->result->files++;
  site->result->unchanged += unchanged;
  free(bytes->text);
  return good;
}

/* Where the time is that the page was made at; 0: there is none. */
static size_t find_stamp(struct bytes *bytes) {
  fflush(bytes->out);
  const char *found = g_strrstr_len(bytes->text, (gssize)bytes->length, STAMP);
  return found ? (size_t)(found - bytes->text) + strlen(STAMP) : 0;
}

struct data {
  struct site *site;
  const char *path;
  GError **error;
  bool good;
};

static void put_data(void *user, const char *name, const struct answer *answer) {
  struct data *data = user;
  static const enum format formats[] = {FORMAT_CSV, FORMAT_JSON};
  for (unsigned int i = 0; i < G_N_ELEMENTS(formats) && data->good; i++) {
    g_autofree char *path = data_path(data->path, name, formats[i]);
    struct bytes bytes;
    bytes_begin(&bytes);
    data->good = answer_print(answer, &(struct print_options){.format = formats[i]}, bytes.out, data->error);
    data->good = put(data->site, path, &bytes, 0, NULL, data->good, data->error);
  }
}

static bool make_page(struct site *site, const struct web *web, const struct todo *todo, const char *digest,
                      GError **error) {
  g_autofree char *path = g_strconcat(todo->path, ".html", NULL);
  struct view *view = view_new(web, todo->page, &todo->filter);
  struct bytes bytes;
  site->here = todo->path;
  bytes_begin(&bytes);
  bool good = view_write(view, bytes.out, error);
  const size_t stamp = find_stamp(&bytes);
  good = put(site, path, &bytes, stamp, digest, good, error);
  struct data data = {site, todo->path, error, good};
  if (good)
    view_each_table(view, put_data, &data);
  view_free(view);
  return data.good;
}

/* One about the past is kept when it would be the same. */
static bool put_page(struct site *site, const struct web *web, const struct todo *todo, GError **error) {
  g_autofree char *digest = NULL;
  if (!site_digest(web, site->version, todo->page, &todo->filter, &digest, error))
    return false;
  const unsigned int kept = digest ? site_folder_keep(site->folder, todo->path, digest) : 0;
  site->result->pages++;
  site->result->files += kept;
  site->result->unchanged += kept;
  return kept > 0 || make_page(site, web, todo, digest, error);
}

static bool put_file(struct site *site, const char *name, GError **error) {
  struct bytes bytes;
  bytes_begin(&bytes);
  fputs(resource_text(name), bytes.out);
  return put(site, name, &bytes, 0, NULL, true, error);
}

/* -- the whole ----------------------------------------------------------------------------------------------------- */

static struct todo *next(struct site *site) {
  struct todo *todo = g_queue_pop_head(&site->first);
  return todo ? todo : g_queue_pop_head(&site->todo);
}

static bool put_all(struct site *site, const struct web *web, GError **error) {
  const struct filter all = {.has_period = true, .period = web->period, .domain = site->paths.domain};
  struct progress *progress = progress_start("pages", 0);
  bool good = put_file(site, WEB_STYLE_SHEET, error) && put_file(site, WEB_ICON, error);
  struct todo *todo;
  want(site, "index", page_find(site->paths.domain ? "domain" : "overview"), &all);
  while (good && (todo = next(site))) {
    good = put_page(site, web, todo, error);
    todo_free(todo);
    progress_step(progress, site->result->pages);
  }
  progress_end(progress);
  return good;
}

static void site_clear(struct site *site) {
  site_folder_free(site->folder);
  data_version_free(site->version);
  struct todo *todo;
  while ((todo = next(site)))
    todo_free(todo);
  g_hash_table_unref(site->known);
  g_hash_table_unref(site->paths.domains);
}

/* As the store has it; unknown: a fault. NULL with *error. */
static struct answer *ask_domain(struct store *store, const char *domain, GError **error) {
  return question_ask(question_find("summary"), store, &(struct filter){.domain = domain}, error);
}

bool site_publish(struct store *store, const struct site_options *options, const char *folder,
                  struct site_result *result, GError **error) {
  struct site site = {.base_url = options->web.base_url, .result = result};
  const struct links links = {.to = link_to, .file = link_file, .canonical = link_canonical, .user = &site};
  *result = (struct site_result){0};
  site.known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  site.paths.domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  struct answer *only = options->domain ? ask_domain(store, options->domain, error) : NULL;
  struct web *web = only || !options->domain ? web_open(store, &options->web, &links, error) : NULL;
  site.version = web ? data_version_read(store, error) : NULL;
  site.folder = site.version ? site_folder_open(folder, error) : NULL;
  bool good = site.folder != NULL;
  if (good) {
    site.paths.domain = only && only->rows > 0 ? only->filter.domain : NULL;
    site.paths.period = web->period;
    good = put_all(&site, web, error) && site_folder_publish(site.folder, error);
  }
  site_clear(&site);
  web_close(web);
  answer_free(only);
  return good;
}
