export async function frames() {}
