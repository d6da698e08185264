/* SPDX-License-Identifier: MIT */
#include "base/config.h"
#include "manual/mdoc.h"
#include "manual/page.h"
#include "schema/migrations.h"
#include "web/request.h"
#include <string.h>

/* -- lists --------------------------------------------------------------------------------------------------------- */

static void append_list(GString *page, const GPtrArray *all, bool of_questions) {
  g_string_append(page, ".Bl -tag -width top-failures\n");
  for (guint i = 0; i < all->len; i++) {
    const struct told *told = g_ptr_array_index(all, i);
    if ((told->question != NULL) != of_questions)
      continue;
    if (of_questions)
      g_string_append_printf(page, ".It Cm %s\n", told->name);
    else
      g_string_append_printf(page, ".It Xr dmarcstat-%s 1\n", told->name);
    mdoc_text(page, told->summary);
  }
  g_string_append(page, ".El\n");
}

void page_append_questions(GString *page, const GPtrArray *all) {
  append_list(page, all, true);
}

void page_append_commands(GString *page, const GPtrArray *all) {
  append_list(page, all, false);
}

/* -- questions ----------------------------------------------------------------------------------------------------- */

static void append_columns(GString *page, const char *title, const struct column *columns) {
  if (!columns)
    return;
  g_string_append(page, ".Pp\n");
  mdoc_text(page, title);
  g_string_append(page, ".Bl -tag -width Ds -compact\n");
  for (; columns->key; columns++) {
    g_string_append_printf(page, ".It Va %s\n", columns->key);
    mdoc_text(page, columns->meaning);
  }
  g_string_append(page, ".El\n");
}

static void append_answer(GString *page, const struct told *told) {
  const struct question *question = told->question;
  g_string_append_printf(page, ".Ss %s\n", told->name);
  g_string_append_printf(page, ".Nm dmarcstat\n.Cm %s\n.Op Ar OPTION ...\n", told->name);
  if (*told->arguments)
    g_string_append_printf(page, ".Ar %s\n", told->arguments);
  g_string_append(page, ".Pp\n");
  mdoc_paragraphs(page, told->purpose);
  append_columns(page, "Columns:", question->columns);
  append_columns(page,
                 "Columns with --by, after that of the group:", question->groups ? question->groups->columns : NULL);
  append_columns(page, "Beside the columns:", question->details);
  g_string_append(page, ".Pp\nOptions:\n");
  page_append_options(page, told->options);
  g_autoptr(GString) examples = g_string_new(NULL);
  for (unsigned int i = 0; question->examples[i]; i++)
    g_string_append_printf(examples, "%s\n", question->examples[i]);
  g_string_append(page, ".Pp\nExamples:\n");
  mdoc_literal(page, examples->str);
}

void page_append_answers(GString *page, const GPtrArray *all) {
  for (guint i = 0; i < all->len; i++) {
    const struct told *told = g_ptr_array_index(all, i);
    if (told->question)
      append_answer(page, told);
  }
}

/* -- configuration ---------------------------------------------------------------------------------------------------
 */

static void append_key(GString *page, const struct config_key *key) {
  g_string_append_printf(page, ".It Va %s\n", key->key);
  mdoc_text(page, key->meaning);
  if (key->choices) {
    g_auto(GStrv) words = g_strsplit(key->choices, "|", -1);
    g_autofree char *choices = g_strjoinv(", ", words), *sentence = g_strdup_printf("One of: %s.", choices);
    mdoc_text(page, sentence);
  }
  if (key->fallback) {
    g_autofree char *sentence = g_strdup_printf("The default is `%s`.", key->fallback);
    mdoc_text(page, sentence);
  }
  if (key->variable) {
    g_autofree char *sentence = g_strdup_printf("Also from the environment as `%s`.", key->variable);
    mdoc_text(page, sentence);
  }
}

void page_append_keys(GString *page) {
  const char *section = NULL;
  for (const struct config_key *key = config_keys; key->section; key++) {
    if (g_strcmp0(section, key->section) != 0) {
      g_string_append(page, section ? ".El\n" : "");
      g_string_append_printf(page, ".Ss Section %s%s\n.Bl -tag -width Ds\n", key->section,
                             g_str_equal(key->section, "mailbox") || g_str_equal(key->section, "alert") ? " NAME" : "");
      section = key->section;
    }
    append_key(page, key);
  }
  g_string_append(page, ".El\n");
}

void page_append_keys_of(GString *page, const char *section) {
  g_string_append(page, ".Bl -tag -width Ds\n");
  for (const struct config_key *key = config_keys; key->section; key++)
    if (g_str_equal(section, key->section))
      append_key(page, key);
  g_string_append(page, ".El\n");
}

/* -- web pages ----------------------------------------------------------------------------------------------------- */

void page_append_pages(GString *page) {
  g_string_append(page, ".Bl -tag -width reporters\n");
  for (const struct page *const *each = pages; *each; each++) {
    g_string_append_printf(page, ".It Pa %s\n", each == pages ? "/" : (*each)->id);
    mdoc_text(page, (*each)->purpose);
  }
  g_string_append(page, ".El\n");
}

void page_append_parameters(GString *page) {
  g_string_append(page, ".Bl -tag -width disposition\n");
  for (enum parameter i = 0; i < PARAMETER_MAX; i++) {
    g_string_append_printf(page, ".It Va %s\n", parameter_name(i));
    mdoc_text(page, parameter_meaning(i));
  }
  g_string_append(page, ".El\n");
}

/* -- tables -------------------------------------------------------------------------------------------------------- */

/* Comments of whole lines are text, all else is SQL. */
static void append_migration(GString *page, const struct migration *migration) {
  g_auto(GStrv) lines = g_strsplit(migration->sql, "\n", -1);
  g_string_append_printf(page, ".Ss Version %d\n", migration->number);
  bool any = false;
  for (char **line = lines; *line;) {
    g_autoptr(GString) text = g_string_new(NULL), sql = g_string_new(NULL);
    for (; *line && g_str_has_prefix(*line, "--"); line++)
      if (!strstr(*line, "SPDX-"))
        g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", *line + strspn(*line, "- "));
    for (; *line && !g_str_has_prefix(*line, "--"); line++)
      g_string_append_printf(sql, "%s\n", *line);
    g_string_append(page, any && text->len > 0 ? ".Pp\n" : "");
    any = true;
    if (text->len > 0)
      mdoc_text(page, text->str);
    if (*g_strstrip(sql->str))
      mdoc_literal(page, sql->str);
  }
}

void page_append_tables(GString *page) {
  for (const struct migration *migration = migrations(); migration->number > 0; migration++)
    append_migration(page, migration);
}
