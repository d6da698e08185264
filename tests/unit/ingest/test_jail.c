/* SPDX-License-Identifier: MIT */
/*
 * Workers that misbehave as if hostile bytes had taken them over. This file has a content_read of its own, which the
 * linker takes instead of the real one: an item is a script, one command a line.
 */
#include "ingest/content.h"
#include "ingest/jail.h"
#include "ingest/worker.h"
#include "piping.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

/* -- the script's commands, in the worker ---------------------------------------------------------------------------
 */

static struct report sums;

static void do_records(struct collector *collector, const char *argument) {
  struct record record = {.source = {4, {192, 0, 2, 1}}, .count = 2, .dkim = {ALIGNED_PASS, NULL}};
  for (long left = strtol(argument, NULL, 10); left > 0; left--) {
    sums.records++;
    sums.messages += record.count;
    sums.dkim_aligned += record.count;
    sums.dmarc_pass += record.count;
    collector->record(collector, &record);
  }
}

static void do_report(struct collector *collector, const char *argument) {
  struct report report = sums;
  report.org_name = report.nesting = "";
  report.report_id = argument;
  report.policy.domain = "example.org";
  report.policy.pct = -1;
  collector->report(collector, &report);
  sums = (struct report){0};
}

static void do_lie(struct collector *collector, const char *argument) {
  sums.dmarc_pass++;
  do_report(collector, argument);
}

static void do_tls_report(struct collector *collector, const char *argument) {
  const struct tls_report report = {.org_name = "", .report_id = argument, .domain = "", .nesting = ""};
  collector->tls_report(collector, &report);
}

static void do_refuse(struct collector *collector, const char *argument) {
  const struct refusal refusal = {REFUSAL_REJECTED, argument, ""};
  collector->refuse(collector, &refusal);
  sums = (struct report){0};
}

static void do_crash(struct collector *collector, const char *argument) {
  (void)collector, (void)argument;
  abort();
}

static void do_exit(struct collector *collector, const char *argument) {
  (void)collector;
  _exit(atoi(argument));
}

static void do_loop(struct collector *collector, const char *argument) {
  (void)collector, (void)argument;
  for (volatile unsigned int i = 0;; i++)
    ;
}

static void do_allocate(struct collector *collector, const char *argument) {
  (void)collector;
  memset(g_malloc((gsize)strtoull(argument, NULL, 10)), 1, 4096);
}

static void do_open(struct collector *collector, const char *argument) {
  (void)collector;
  open(argument, O_RDONLY);
}

static void do_socket(struct collector *collector, const char *argument) {
  (void)collector, (void)argument;
  socket(AF_INET, SOCK_STREAM, 0);
}

static void do_fork(struct collector *collector, const char *argument) {
  (void)collector, (void)argument;
  fork();
}

static void do_exec(struct collector *collector, const char *argument) {
  (void)collector;
  execl(argument, argument, (char *)NULL);
}

static void do_kill_parent(struct collector *collector, const char *argument) {
  (void)collector, (void)argument;
  kill(getppid(), SIGTERM);
}

static void do_run_data(struct collector *collector, const char *argument) {
  (void)collector, (void)argument;
  mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void do_garbage(struct collector *collector, const char *argument) {
  static const uint8_t huge[] = {0xff, 0xff, 0xff, 0x7f, FRAME_RECORD, 1, 2, 3};
  (void)collector, (void)argument;
  if (write(WORKER_SOCKET, huge, sizeof huge) < 0)
    _exit(99);
}

static void do_hang_up(struct collector *collector, const char *argument) {
  close(WORKER_SOCKET);
  do_loop(collector, argument);
}

static void do_nothing(struct collector *collector, const char *argument) {
  (void)collector, (void)argument;
}

static const struct {
  const char *name;
  void (*command)(struct collector *collector, const char *argument);
} commands[] = {{"records", do_records},
                {"report", do_report},
                {"lie", do_lie},
                {"tls-report", do_tls_report},
                {"refuse", do_refuse},
                {"crash", do_crash},
                {"exit", do_exit},
                {"loop", do_loop},
                {"allocate", do_allocate},
                {"open", do_open},
                {"socket", do_socket},
                {"fork", do_fork},
                {"exec", do_exec},
                {"kill-parent", do_kill_parent},
                {"run-data", do_run_data},
                {"garbage", do_garbage},
                {"hang-up", do_hang_up},
                {"nothing", do_nothing}};

struct content *content_new(int scratch_fd) {
  (void)scratch_fd;
  return NULL;
}

void content_free(struct content *content) {
  (void)content;
}

void content_read(struct content *content, struct collector *collector, int fd, uint64_t offset, uint64_t length) {
  char script[256] = "";
  (void)content;
  if (pread(fd, script, MIN(length, sizeof script - 1), (off_t)offset) < 0)
    _exit(99);
  g_auto(GStrv) lines = g_strsplit(script, "\n", -1);
  for (char **line = lines; *line; line++)
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
      const size_t name = strlen(commands[i].name);
      if (strncmp(*line, commands[i].name, name) == 0 && ((*line)[name] == ' ' || (*line)[name] == '\0'))
        commands[i].command(collector, (*line)[name] ? *line + name + 1 : "");
    }
}

/* -- one bad item between two good ones ------------------------------------------------------------------------------
 */

static const struct pipeline_options one_worker = {
    .workers = 1, .sandbox = true, .caps = {1u << 20, 1u << 20, 200, 1000, 8, 1000, 32, 65536, 1u << 20, 1}};

/* The good ones are taken once each, and the bad one is rejected with a reason that begins so. */
static void rejected_alone(const char *script, const char *reason) {
  struct piping piping;
  piping_begin(&piping);
  piping_add_text(&piping, "before", "records 3\nreport r1");
  piping_add_text(&piping, "bad", script);
  piping_add_text(&piping, "after", "records 4\nreport r2");
  GError *error = NULL;
  assert_true(piping_run_with(&piping, &one_worker, &error));
  assert_int_equal(piping_count(&piping, "before: report r1, 3 records, 6 messages"), 1);
  assert_int_equal(piping_count(&piping, "before: done stored"), 1);
  assert_int_equal(piping_count(&piping, "after: report r2, 4 records, 8 messages"), 1);
  assert_int_equal(piping_count(&piping, "after: done stored"), 1);
  assert_int_equal(piping_count(&piping, "bad: done rejected"), 1);
  assert_int_equal(piping.lines->len, 6);
  g_autofree char *wanted = g_strconcat("bad: rejected: ", reason, NULL);
  bool found = false;
  for (guint i = 0; i < piping.lines->len; i++)
    found = found || g_str_has_prefix(g_ptr_array_index(piping.lines, i), wanted);
  if (!found)
    print_error("no line begins with: %s\n", wanted);
  assert_true(found);
  assert_int_equal(piping.counts.items, 3);
  assert_int_equal(piping.counts.reports, 2);
  assert_int_equal(piping.counts.records, 7);
  assert_int_equal(piping.counts.rejected, 1);
  assert_int_equal(piping.counts.outcomes[OUTCOME_REJECTED], 1);
  piping_end(&piping, NULL);
}

#define FORBIDDEN "the parser was killed because it tried what the jail forbids while reading it"
#define NONSENSE "the parser's answer about it made no sense"

static void this_system_can_jail(void **state) {
  (void)state;
  GError *error = NULL;
  assert_true(jail_possible(&error));
  assert_null(error);
  g_autofree char *words = jail_describe();
  assert_true(g_str_has_prefix(words, "seccomp, "));
  assert_non_null(strstr(words, "rlimits"));
}

static void a_worker_that_opens_a_file_is_killed(void **state) {
  (void)state;
  rejected_alone("open /etc/passwd", FORBIDDEN);
  rejected_alone("open /nowhere", FORBIDDEN);
}

static void a_worker_that_opens_a_socket_is_killed(void **state) {
  (void)state;
  rejected_alone("socket", FORBIDDEN);
}

static void a_worker_that_forks_or_runs_a_program_is_killed(void **state) {
  (void)state;
  rejected_alone("fork", FORBIDDEN);
  rejected_alone("exec /bin/true", FORBIDDEN);
}

static void a_worker_that_signals_others_is_killed(void **state) {
  (void)state;
  rejected_alone("kill-parent", FORBIDDEN);
}

static void a_worker_that_makes_memory_executable_is_killed(void **state) {
  (void)state;
  rejected_alone("run-data", FORBIDDEN);
}

static void a_worker_that_crashes_costs_one_item(void **state) {
  (void)state;
  rejected_alone("crash", "the parser was killed by signal 6 while reading it");
  rejected_alone("records 2\ncrash", "the parser was killed by signal 6 while reading it");
}

static void a_worker_that_exits_costs_one_item(void **state) {
  (void)state;
  rejected_alone("exit 3", "the parser ended with exit code 3 while reading it");
}

static void a_worker_that_hangs_is_ended_by_the_watchdog(void **state) {
  (void)state;
  rejected_alone("loop", "the parser gave no sign of life for 1 seconds, the cap \"seconds\"");
}

static void a_worker_that_hangs_up_costs_one_item(void **state) {
  (void)state;
  rejected_alone("hang-up", "the parser was killed by signal 9 while reading it");
}

static void a_worker_that_takes_too_much_memory_ends(void **state) {
  (void)state;
  rejected_alone("allocate 70368744177664", "the parser ");
#ifndef DMARCSTAT_SANITIZED /* which knows no such limit */
  rejected_alone("allocate 134217728", "the parser ran out of memory while reading it");
#endif
}

static void bytes_that_are_no_frame_are_nonsense(void **state) {
  (void)state;
  rejected_alone("garbage\nloop", NONSENSE);
}

static void sums_that_do_not_add_up_are_nonsense(void **state) {
  (void)state;
  rejected_alone("records 2\nlie r3", NONSENSE);
}

static void records_without_a_report_are_nonsense(void **state) {
  (void)state;
  rejected_alone("records 2", NONSENSE);
  rejected_alone("records 2\ntls-report t1", NONSENSE);
}

static void silence_about_an_item_is_nonsense(void **state) {
  (void)state;
  rejected_alone("nothing", NONSENSE);
}

static void more_records_than_the_cap_are_nonsense(void **state) {
  (void)state;
  rejected_alone("records 1001\nreport r3", NONSENSE);
}

static void an_endless_answer_is_nonsense(void **state) {
  (void)state;
  struct piping piping;
  struct pipeline_options options = one_worker;
  options.caps.records = UINT64_MAX;
  piping_begin(&piping);
  piping_add_text(&piping, "bad", "records 1000000\nreport r3"); /* some 60 MB, of which 20 are believable */
  GError *error = NULL;
  assert_true(piping_run_with(&piping, &options, &error));
  piping_end(&piping, "bad: rejected: " NONSENSE "\nbad: done rejected\n");
}

static void records_before_a_refusal_are_void(void **state) {
  (void)state;
  rejected_alone("records 2\nrefuse no good", "no good");
}

/* -- many items ------------------------------------------------------------------------------------------------------
 */

static void whoever_is_near_a_crash_is_taken_exactly_once(void **state) {
  (void)state;
  struct piping piping;
  struct pipeline_options options = one_worker;
  options.workers = 2;
  piping_begin(&piping);
  for (int i = 0; i < 300; i++) {
    g_autofree char *name = g_strdup_printf("i%d", i);
    g_autofree char *script = i % 50 == 7 ? g_strdup("records 1\nreport half\nrecords 1\ncrash")
                                          : g_strdup_printf("records %d\nreport r%d\nrefuse also", i % 9, i);
    piping_add_text(&piping, name, script);
  }
  GError *error = NULL;
  assert_true(piping_run_with(&piping, &options, &error));
  for (int i = 0; i < 300; i++) {
    g_autofree char *taken = g_strdup_printf("i%d: report r%d, %d records, %d messages", i, i, i % 9, 2 * (i % 9));
    g_autofree char *refused = g_strdup_printf("i%d: rejected: also", i);
    g_autofree char *crashed = g_strdup_printf("i%d: rejected: the parser was killed by signal 6 while reading it", i);
    g_autofree char *done = g_strdup_printf("i%d: done rejected", i);
    assert_int_equal(piping_count(&piping, taken), i % 50 == 7 ? 0 : 1);
    assert_int_equal(piping_count(&piping, refused), i % 50 == 7 ? 0 : 1);
    assert_int_equal(piping_count(&piping, crashed), i % 50 == 7 ? 1 : 0);
    assert_int_equal(piping_count(&piping, done), 1);
  }
  piping_end(&piping, NULL);
}

static void many_hostile_items_in_a_row_are_all_rejected(void **state) {
  (void)state;
  struct piping piping;
  piping_begin(&piping);
  for (int i = 0; i < 40; i++)
    piping_add_text(&piping, "bad", i % 2 ? "crash" : "garbage\nloop");
  GError *error = NULL;
  assert_true(piping_run_with(&piping, &one_worker, &error));
  assert_int_equal(piping.counts.outcomes[OUTCOME_REJECTED], 40);
  piping_end(&piping, NULL);
}

/* -- a worker by itself
 * ------------------------------------------------------------------------------------------------ */

static void waits_for_answer(const struct worker *worker) {
  struct pollfd ready = {.fd = worker->socket, .events = POLLIN};
  assert_int_equal(poll(&ready, 1, 10000), 1);
}

static void a_worker_ends_by_itself_when_nothing_more_comes(void **state) {
  (void)state;
  for (int sandbox = 0; sandbox <= 1; sandbox++) { /* without it, LeakSanitizer looks at what it leaves */
    struct worker worker;
    GError *error = NULL;
    const int fd = memfd_create("item", MFD_CLOEXEC);
    assert_int_equal(write(fd, "records 1\nreport r1", 18), 18);
    const struct worker_settings settings = {.caps = &caps_default, .sandbox = sandbox};
    assert_true(worker_start(&worker, &settings, &error));
    assert_true(worker_send(&worker, fd, 0, 18, false));
    waits_for_answer(&worker);
    g_autofree char *ending = worker_stop(&worker, true);
    assert_string_equal(ending, "ended");
    close(fd);
  }
}

static void a_worker_has_no_descriptors_of_its_parent(void **state) {
  (void)state;
  const int secret = open("/dev/null", O_RDONLY);
  struct worker worker;
  GError *error = NULL;
  const struct worker_settings settings = {.caps = &caps_default};
  assert_true(worker_start(&worker, &settings, &error));
  const int fd = memfd_create("item", MFD_CLOEXEC);
  assert_int_equal(write(fd, "refuse x", 8), 8);
  assert_true(worker_send(&worker, fd, 0, 8, false));
  waits_for_answer(&worker);
  g_autofree char *path = g_strdup_printf("/proc/%d/fd", worker.pid);
  GDir *folder = g_dir_open(path, 0, NULL);
  assert_non_null(folder);
  for (const char *name; (name = g_dir_read_name(folder));)
    assert_in_range(atoi(name), 0, WORKER_SCRATCH);
  g_dir_close(folder);
  g_free(worker_stop(&worker, true));
  close(secret);
  close(fd);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(this_system_can_jail),
      cmocka_unit_test(a_worker_that_opens_a_file_is_killed),
      cmocka_unit_test(a_worker_that_opens_a_socket_is_killed),
      cmocka_unit_test(a_worker_that_forks_or_runs_a_program_is_killed),
      cmocka_unit_test(a_worker_that_signals_others_is_killed),
      cmocka_unit_test(a_worker_that_makes_memory_executable_is_killed),
      cmocka_unit_test(a_worker_that_crashes_costs_one_item),
      cmocka_unit_test(a_worker_that_exits_costs_one_item),
      cmocka_unit_test(a_worker_that_hangs_is_ended_by_the_watchdog),
      cmocka_unit_test(a_worker_that_hangs_up_costs_one_item),
      cmocka_unit_test(a_worker_that_takes_too_much_memory_ends),
      cmocka_unit_test(bytes_that_are_no_frame_are_nonsense),
      cmocka_unit_test(sums_that_do_not_add_up_are_nonsense),
      cmocka_unit_test(records_without_a_report_are_nonsense),
      cmocka_unit_test(silence_about_an_item_is_nonsense),
      cmocka_unit_test(more_records_than_the_cap_are_nonsense),
      cmocka_unit_test(an_endless_answer_is_nonsense),
      cmocka_unit_test(records_before_a_refusal_are_void),
      cmocka_unit_test(whoever_is_near_a_crash_is_taken_exactly_once),
      cmocka_unit_test(many_hostile_items_in_a_row_are_all_rejected),
      cmocka_unit_test(a_worker_ends_by_itself_when_nothing_more_comes),
      cmocka_unit_test(a_worker_has_no_descriptors_of_its_parent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
