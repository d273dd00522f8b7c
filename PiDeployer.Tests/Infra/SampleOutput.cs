namespace PiDeployer.Tests.Infra;

/// <summary>What commands say, in their colours.</summary>
internal static class SampleOutput
{
    private const char E = '\e';
    private const char R = '\r';

    public static string Beginning => $"""
        {E}[2m${E}[0m git pull --ff-only origin main
        From git.example.org:ann/shop
         * branch            main       -> FETCH_HEAD
        Updating {E}[33m1f6c0de{E}[0m..{E}[33m8a24c1b{E}[0m
        Fast-forward
         src/cart/total.ts | 12 {E}[32m+++++++{E}[0m{E}[31m-----{E}[0m
        {E}[2m${E}[0m docker compose down
         {E}[32m✔{E}[0m Container shop-web-1  {E}[32mRemoved{E}[0m   {E}[2m0.4s{E}[0m
         {E}[32m✔{E}[0m Network shop_default  {E}[32mRemoved{E}[0m   {E}[2m0.1s{E}[0m
        {E}[2m${E}[0m docker compose up -d
        {E}[1m{E}[36m▸{E}[0m {E}[1mbuild web{E}[0m
        {E}[34m#7{E}[0m [base 2/4] RUN npm ci
        {E}[34m#7{E}[0m {E}[33mnpm warn{E}[0m deprecated glob@7.2.3: versions before 9 are no longer supported
        {E}[34m#7{E}[0m added 412 packages in 6s
        {E}[34m#8{E}[0m [build 3/4] RUN npm run build
        {E}[34m#8{E}[0m 10%{R}50%{R}100% {E}[2mtransforming{E}[0m
        {E}[34m#8{E}[0m {E}[32m✓{E}[0m 214 modules transformed
        {E}[34m#8{E}[0m {E}[38;5;208mdist/index.html{E}[0m   {E}[2m0.46 kB{E}[0m
        {E}[34m#8{E}[0m {E}[38;2;120;90;230mdist/assets/index.js{E}[0m  {E}[2m143.20 kB{E}[0m

        """;

    public static string Tail => $"""
        {E}[34m#9{E}[0m [build 4/4] RUN npm run check
        {E}[34m#9{E}[0m {E}[36msrc/cart/total.ts{E}[0m:{E}[33m42{E}[0m:{E}[33m17{E}[0m - {E}[1m{E}[31merror{E}[0m {E}[2mTS2345:{E}[0m Argument of type 'string' is not assignable to parameter of type 'number'.
        {E}[34m#9{E}[0m
        {E}[34m#9{E}[0m {E}[7m42{E}[0m     total.add(line.price);
        {E}[34m#9{E}[0m {E}[7m  {E}[0m               {E}[31m~~~~~~~~~~{E}[0m
        {E}[34m#9{E}[0m Found {E}[1m1 error{E}[0m in src/cart/total.ts{E}[2m:42{E}[0m
        {E}[41;97m ERROR {E}[0m process "npm run check" did not complete successfully: exit code: 2

        """;

    public static string GoodEnd => $"""
         {E}[32m✔{E}[0m Network shop_default  {E}[32mCreated{E}[0m   {E}[2m0.1s{E}[0m
         {E}[32m✔{E}[0m Container shop-web-1  {E}[32mStarted{E}[0m   {E}[2m0.6s{E}[0m

        """;
}
