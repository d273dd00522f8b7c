using PiDeployer.Pipelines.Sides;

namespace PiDeployer.Tests.Pipelines.Sides;

public sealed class HaProxyServerTests
{
    /// <summary>As HAProxy 2.6 answers <c>show stat shop 4 -1</c>, at the level <c>admin</c>.</summary>
    private const string Answer = """
        # pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code,check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_rate,req_rate_max,req_tot,cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,qtime,ctime,rtime,ttime,agent_status,agent_code,agent_duration,check_desc,agent_desc,check_rise,check_fall,check_health,agent_rise,agent_fall,agent_health,addr,cookie,mode,algo,conn_rate,conn_rate_max,conn_tot,intercepted,dcon,dses,wrew,connect,reuse,cache_lookups,cache_hits,srv_icur,src_ilim,qtime_max,ctime_max,rtime_max,ttime_max,eint,idle_conn_cur,safe_conn_cur,used_conn_cur,need_conn_est,uweight,agg_server_status,agg_server_check_status,agg_check_status,-,ssl_sess,ssl_reused_sess,ssl_failed_handshake,
        shop,blue,0,0,7,9,,12,0,0,,0,,0,0,0,0,UP,1,1,0,0,0,3,0,,1,3,1,,0,,2,0,,0,L4OK,,0,0,0,0,0,0,0,,,,0,0,0,,,,,-1,,,0,0,0,0,,,,Layer4 check passed,,2,3,4,,,,127.0.0.1:21997,,http,,,,,,,,0,0,0,,,0,,0,0,0,0,0,0,0,0,1,1,,,,-,0,0,0,
        shop,green,0,0,0,0,,0,0,0,,0,,0,0,0,0,DOWN,1,1,0,1,1,3,3,,1,3,2,,0,,2,0,,0,L4CON,,0,0,0,0,0,0,0,,,,0,0,0,,,,,-1,Connection refused,,0,0,0,0,,,,Layer4 connection problem,,2,3,0,,,,127.0.0.1:21998,,http,,,,,,,,0,0,0,,,0,,0,0,0,0,0,0,0,0,1,1,,,,-,0,0,0,
        """;

    [Fact]
    public void An_answer_of_haproxys_is_read()
    {
        var servers = HaProxyServer.Parse(Answer);

        servers.Keys.ShouldBe(["blue", "green"]);
        servers["blue"].ShouldBe(new HaProxyServer("blue", "UP", 7, "127.0.0.1:21997", ""));
        servers["green"].ShouldBe(new HaProxyServer("green", "DOWN", 0, "127.0.0.1:21998", "Connection refused"));
    }

    [Fact]
    public void Columns_are_found_by_their_names_and_cells_may_have_commas_between_quotes()
    {
        var server = HaProxyServer.Parse("# svname,last_chk,status\nblue,\"refused, once, more\",DOWN\n")["blue"];

        server.ShouldBe(new HaProxyServer("blue", "DOWN", 0, null, "refused, once, more"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("No such proxy.")]
    [InlineData("Unknown command. Please enter one of the following commands only :")]
    [InlineData("# pxname,svname,status")]
    public void What_is_no_list_of_servers_has_none(string answer) => HaProxyServer.Parse(answer).ShouldBeEmpty();

    [Theory]
    [InlineData("UP", true, false)]
    [InlineData("UP 1/3", true, false)]
    [InlineData("no check", true, false)]
    [InlineData("DRAIN", false, true)]
    [InlineData("MAINT", false, false)]
    [InlineData("MAINT (resolution)", false, false)]
    [InlineData("DOWN", false, false)]
    [InlineData("DOWN 1/2", false, false)]
    public void Its_status_tells_whether_people_are_sent_there(string status, bool takes, bool drains)
    {
        var server = new HaProxyServer("blue", status, 0, null, "");
        (server.Takes, server.Drains).ShouldBe((takes, drains));
    }
}
