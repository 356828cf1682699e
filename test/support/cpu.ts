// What work costs, whoever else is at work on the machine.

/** Processor time of this process since `work` began, ms. */
export function processorMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
